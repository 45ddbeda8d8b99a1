package io.ixi.vm.ssi.pass;

import static io.ixi.vm.ssi.pass.Passes.AGE;
import static io.ixi.vm.ssi.pass.Passes.ALICE;
import static io.ixi.vm.ssi.pass.Passes.BOB;
import static io.ixi.vm.ssi.pass.Passes.ISSUER;
import static io.ixi.vm.ssi.pass.Passes.LICENSE;
import static io.ixi.vm.ssi.pass.Passes.OWNER;
import static io.ixi.vm.ssi.pass.Passes.word;
import static io.ixi.vm.testkit.MemoryChain.address;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.ixi.consensus.types.Hash;
import io.ixi.vm.kernel.Address;
import io.ixi.vm.kernel.Amount;
import io.ixi.vm.kernel.module.Deposits;
import io.ixi.vm.kernel.proto.Condition;
import io.ixi.vm.kernel.proto.Gate;
import io.ixi.vm.kernel.proto.GateClause;
import io.ixi.vm.ssi.pass.proto.CloseVerifier;
import io.ixi.vm.ssi.pass.proto.HoldsQuery;
import io.ixi.vm.ssi.pass.proto.HoldsResult;
import io.ixi.vm.ssi.pass.proto.OpenVerifier;
import io.ixi.vm.ssi.pass.proto.Present;
import io.ixi.vm.ssi.pass.proto.PublishRoot;
import io.ixi.vm.ssi.pass.proto.Range;
import io.ixi.vm.ssi.pass.proto.RegistryQuery;
import io.ixi.vm.ssi.pass.proto.RemovePass;
import io.ixi.vm.ssi.pass.proto.TypeNumber;
import io.ixi.vm.ssi.pass.proto.TypeQuery;
import io.ixi.vm.ssi.pass.proto.VerifierQuery;
import io.ixi.vm.ssi.pass.proto.WithdrawRoot;
import io.ixi.vm.testkit.MemoryChain;
import io.ixi.zkp.hash.Quad;
import io.ixi.zkp.hash.WordTree;
import io.ixi.zkp.statement.Credential;
import io.ixi.zkp.statement.Pass;
import io.ixi.zkp.statement.Tags;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Registry, verifiers and passes with digests for proofs. */
class PassTest {
    private static final long HOUR = 3_600_000;
    private static final ByteString NO_WORD = noWord();
    private static final ByteString NOWHERE = ByteString.copyFrom(new byte[20]);

    private final Passes.Desk desk = new Passes.Desk();
    private final MemoryChain chain = Passes.chain(desk, Passes.DIGESTS);

    private static ByteString noWord() {
        byte[] bytes = new byte[32];
        Arrays.fill(bytes, (byte) -1);
        return ByteString.copyFrom(bytes);
    }

    private boolean holds(int account, ByteString verifier) {
        HoldsQuery query = HoldsQuery.newBuilder()
                .setAccount(address(account))
                .setVerifier(verifier)
                .build();
        return chain.ask("pass/holds", query, HoldsResult.getDefaultInstance()).getHolds();
    }

    private void published(int issuer, ByteString type, long seed) {
        assertThat(chain.outcome(issuer, Passes.publish(type, seed))).isEqualTo("OK");
    }

    private ByteString opened() {
        return Passes.opened(chain, Passes.asks().build());
    }

    private void shown(ByteString verifier, int account, Quad pseudonym) {
        assertThat(chain.outcome(
                        account,
                        Passes.shows(chain, verifier, account, pseudonym).build()))
                .isEqualTo("OK");
    }

    @Test
    void aPassOpensAGateForItsTime() {
        published(ISSUER, AGE, 1);
        ByteString verifier = opened();
        Gate gate = Gate.newBuilder()
                .addAnyOf(
                        GateClause.newBuilder().addAllOf(Condition.newBuilder().setZkPass(verifier)))
                .build();
        PassModule module = new PassModule(chain.economy.money(), desk, Passes.DIGESTS);
        Condition condition = gate.getAnyOf(0).getAllOf(0);
        assertThat(module.answers(condition.getTestCase())).isTrue();
        assertThat(module.holds(chain.state(), MemoryChain.account(ALICE), condition, chain.now()))
                .isFalse();
        shown(verifier, ALICE, word(7));
        assertThat(module.holds(chain.state(), MemoryChain.account(ALICE), condition, chain.now()))
                .isTrue();
        assertThat(holds(ALICE, verifier)).isTrue();
        assertThat(holds(BOB, verifier)).isFalse();
        chain.pass(1_800_000);
        assertThat(holds(ALICE, verifier)).isFalse();
        shown(verifier, ALICE, word(7));
        assertThat(holds(ALICE, verifier)).isTrue();
        assertThat(Passes.presented(chain, verifier, word(7))).isEqualTo(2);
        chain.audit();
    }

    @Test
    void onePersonActsWithOneAccountInOneContext() {
        published(ISSUER, AGE, 1);
        ByteString verifier = opened();
        shown(verifier, ALICE, word(7));
        assertThat(chain.outcome(
                        BOB, Passes.shows(chain, verifier, BOB, word(7)).build()))
                .isEqualTo("OTHER_ACCOUNT");
        shown(verifier, BOB, word(8));
        // another context has other pseudonyms
        ByteString second = opened();
        shown(second, BOB, word(7));
        assertThat(Presentation.context(chain.id, PassState.id(verifier)))
                .isNotEqualTo(Presentation.context(chain.id, PassState.id(second)));
        chain.audit();
    }

    @Test
    void aProofIsBoundToAccountVerifierDayRootAndTurn() {
        published(ISSUER, AGE, 1);
        ByteString verifier = opened();
        ByteString second = opened();
        Present good = Passes.shows(chain, verifier, ALICE, word(7)).build();
        for (Present bad : List.of(
                good.toBuilder().setVerifier(second).build(),
                good.toBuilder().setToday(good.getToday() + 1).build(),
                good.toBuilder().setPseudonym(Passes.bytes(word(9))).build(),
                good.toBuilder().setProof(ByteString.EMPTY).build())) {
            assertThat(chain.outcome(ALICE, bad)).isEqualTo("BAD_PROOF");
        }
        assertThat(chain.outcome(BOB, good)).isEqualTo("BAD_PROOF");
        assertThat(chain.outcome(ALICE, good)).isEqualTo("OK");
        // a second time
        assertThat(chain.outcome(ALICE, good)).isEqualTo("BAD_PROOF");
        ByteString root = Passes.registry(chain).getRoot();
        published(ISSUER, AGE, 2);
        Present late = Passes.shows(chain, verifier, ALICE, word(7)).build();
        assertThat(chain.outcome(ALICE, late.toBuilder().setRegistry(root).build()))
                .isEqualTo("BAD_PROOF");
    }

    @Test
    void rootsGrowOldAndPassesDoNotOutliveThem() {
        published(ISSUER, AGE, 1);
        ByteString verifier = Passes.opened(chain, Passes.asks().setTtlS(3_600).build());
        ByteString root = Passes.registry(chain).getRoot();
        published(ISSUER, AGE, 2);
        chain.pass(HOUR / 2);
        long today = Presentation.day(chain.now());
        Present late = Passes.shows(chain, verifier, ALICE, word(7))
                .setRegistry(root)
                .setProof(Passes.digest(Passes.statement(chain, verifier, ALICE, PassState.word(root), today, word(7))))
                .build();
        assertThat(chain.outcome(ALICE, late)).isEqualTo("OK");
        assertThat(holds(ALICE, verifier)).isTrue();
        chain.pass(HOUR / 2 + 1_000);
        assertThat(holds(ALICE, verifier)).isFalse();
        assertThat(chain.outcome(
                        ALICE,
                        Passes.shows(chain, verifier, ALICE, word(7))
                                .setRegistry(root)
                                .build()))
                .isEqualTo("OLD_ROOT");
        // cleared away with the next ones
        published(ISSUER, AGE, 3);
        published(ISSUER, AGE, 1);
        assertThat(new PassState(chain.state()).totals().getFirstRoot()).isPositive();
        assertThat(Passes.registry(chain).getRoot()).isEqualTo(root);
        shown(verifier, ALICE, word(7));
        chain.audit();
    }

    @Test
    void theDayIsTodayOrTomorrow() {
        published(ISSUER, AGE, 1);
        ByteString verifier = opened();
        Quad root = PassState.word(Passes.registry(chain).getRoot());
        long today = Presentation.day(chain.now());
        for (long day : new long[] {today - 1, today + 2, -1}) {
            Present bad =
                    Passes.shows(chain, verifier, ALICE, word(7)).setToday(day).build();
            assertThat(chain.outcome(ALICE, bad)).isEqualTo("BAD_DAY");
        }
        Present tomorrow = Passes.shows(chain, verifier, ALICE, word(7))
                .setToday(today + 1)
                .setProof(Passes.digest(Passes.statement(chain, verifier, ALICE, root, today + 1, word(7))))
                .build();
        assertThat(chain.outcome(ALICE, tomorrow)).isEqualTo("OK");
    }

    @Test
    void theRegistryIsTheLibrarysTree() {
        WordTree tree = new WordTree(Tags.ISSUER_NODE, Pass.ISSUERS);
        assertThat(PassState.word(Passes.registry(chain).getRoot()).toArray()).isEqualTo(tree.root());
        int position = 0;
        for (ByteString type : List.of(AGE, LICENSE)) {
            long number = type.equals(AGE) ? 1 : 2;
            for (int issuer = 1; issuer <= 3; issuer++) {
                published(issuer, type, issuer);
                tree.append(Credential.accreditation(word(issuer), number).toArray());
                assertThat(PassState.word(Passes.registry(chain).getRoot()).toArray())
                        .isEqualTo(tree.root());
                assertThat(Passes.registry(chain).getLeaves(position++).getIssuer())
                        .isEqualTo(address(issuer));
            }
        }
        published(2, AGE, 9);
        tree.replace(1, Credential.accreditation(word(9), 1).toArray());
        assertThat(PassState.word(Passes.registry(chain).getRoot()).toArray()).isEqualTo(tree.root());
        TypeQuery query = TypeQuery.newBuilder().setType(LICENSE).build();
        assertThat(chain.ask("pass/type", query, TypeNumber.getDefaultInstance())
                        .getNumber())
                .isEqualTo(2);
        assertThat(chain.refusal(
                        "pass/registry",
                        RegistryQuery.newBuilder().setLimit(101).build()))
                .isEqualTo("LIMIT");
        chain.audit();
    }

    private Amount placeDeposit() {
        Address issuer = MemoryChain.account(1);
        Hash ref =
                Deposits.ref(PassHandlers.join(PassState.id(AGE), issuer.hash().toBytes()));
        return chain.economy.money().held(chain.state(), issuer, "", PassModule.ID, ref);
    }

    @Test
    void placesAreFreedAndTakenAgain() {
        WithdrawRoot withdraw =
                WithdrawRoot.newBuilder().setType(AGE).setIssuer(address(1)).build();
        assertThat(chain.outcome(1, withdraw)).isEqualTo("NOT_FOUND");
        published(1, AGE, 1);
        published(2, AGE, 2);
        assertThat(placeDeposit().isZero()).isFalse();
        assertThat(chain.outcome(BOB, withdraw)).isEqualTo("NOT_OWNER");
        assertThat(chain.outcome(1, withdraw)).isEqualTo("OK");
        assertThat(placeDeposit().isZero()).isTrue();
        chain.audit();
        published(3, AGE, 3);
        assertThat(Passes.registry(chain).getLeaves(0).getIssuer()).isEqualTo(address(3));
        assertThat(Passes.registry(chain).getSize()).isEqualTo(2);
        desk.dismissed = true;
        long finder = chain.free(BOB, "");
        assertThat(chain.outcome(
                        BOB,
                        WithdrawRoot.newBuilder()
                                .setType(AGE)
                                .setIssuer(address(2))
                                .build()))
                .isEqualTo("OK");
        assertThat(chain.free(BOB, "")).isNotEqualTo(finder);
        chain.audit();
    }

    @Test
    void onlyIssuersPublishRootsOfTypes() {
        assertThat(chain.outcome(ISSUER, Passes.publish(NOWHERE, 1))).isEqualTo("NOT_FOUND");
        assertThat(chain.outcome(ALICE, Passes.publish(AGE, 1))).isEqualTo("NOT_ACCREDITED");
        PublishRoot bad = Passes.publish(AGE, 1).toBuilder().setRoot(NO_WORD).build();
        assertThat(chain.outcome(ISSUER, bad)).isEqualTo("BAD_WORD");
        chain.drainFor(ISSUER, Passes.publish(AGE, 1));
        assertThat(chain.outcome(ISSUER, Passes.publish(AGE, 1))).isEqualTo("DEPOSIT");
    }

    @Test
    void aVerifierAsksForWhatCanBeShown() {
        for (OpenVerifier bad : List.of(
                Passes.asks().setClaim(16).build(),
                Passes.asks().setClaim(-1).build(),
                Passes.asks().setTtlS(59).build(),
                Passes.asks().setTtlS(3_601).build(),
                Passes.asks().setRange(Range.newBuilder().setLow(5).setHigh(4)).build(),
                Passes.asks().setRange(Range.newBuilder().setHigh(1L << 60)).build(),
                Passes.asks().setRange(Range.newBuilder().setLow(-1)).build())) {
            assertThat(chain.outcome(OWNER, bad)).isEqualTo("BAD_VERIFIER");
        }
        assertThat(chain.outcome(OWNER, Passes.asks().setType(NOWHERE).build())).isEqualTo("NOT_FOUND");
        assertThat(chain.outcome(OWNER, Passes.asks().setSet(NO_WORD).build())).isEqualTo("BAD_WORD");
        ByteString listed =
                Passes.opened(chain, Passes.asks().setSet(Passes.bytes(word(3))).build());
        assertThat(Passes.verifier(chain, listed).getSet()).isEqualTo(Passes.bytes(word(3)));
        chain.drainFor(OWNER, Passes.asks().build());
        assertThat(chain.outcome(OWNER, Passes.asks().build())).isEqualTo("DEPOSIT");
    }

    @Test
    void aClosedVerifiersPassesCountNoMoreAndCanGo() {
        published(ISSUER, AGE, 1);
        ByteString verifier = opened();
        shown(verifier, ALICE, word(7));
        CloseVerifier close = CloseVerifier.newBuilder().setVerifier(verifier).build();
        RemovePass remove = RemovePass.newBuilder()
                .setVerifier(verifier)
                .setPseudonym(Passes.bytes(word(7)))
                .build();
        assertThat(chain.outcome(ALICE, remove)).isEqualTo("BAD_STATE");
        assertThat(chain.outcome(ALICE, close)).isEqualTo("NOT_OWNER");
        Present again = Passes.shows(chain, verifier, ALICE, word(7)).build();
        assertThat(chain.outcome(OWNER, close)).isEqualTo("OK");
        assertThat(holds(ALICE, verifier)).isFalse();
        assertThat(chain.outcome(OWNER, close)).isEqualTo("NOT_FOUND");
        assertThat(chain.outcome(ALICE, again)).isEqualTo("NOT_FOUND");
        assertThat(chain.refusal(
                        "pass/verifier",
                        VerifierQuery.newBuilder().setVerifier(verifier).build()))
                .isEqualTo("NOT_FOUND");
        assertThat(chain.outcome(ALICE, remove.toBuilder().setPseudonym(NO_WORD).build()))
                .isEqualTo("BAD_WORD");
        assertThat(chain.outcome(ALICE, remove)).isEqualTo("OK");
        assertThat(chain.outcome(ALICE, remove)).isEqualTo("NOT_FOUND");
        chain.audit();
    }

    @Test
    void wordsHaveOneFormAndPassesCostADeposit() {
        published(ISSUER, AGE, 1);
        ByteString verifier = opened();
        Present good = Passes.shows(chain, verifier, ALICE, word(7)).build();
        assertThat(chain.outcome(ALICE, good.toBuilder().setRegistry(NO_WORD).build()))
                .isEqualTo("BAD_WORD");
        assertThat(chain.outcome(ALICE, good.toBuilder().setPseudonym(NO_WORD).build()))
                .isEqualTo("BAD_WORD");
        chain.drainFor(ALICE, good);
        assertThat(chain.outcome(ALICE, good)).isEqualTo("DEPOSIT");
    }
}
