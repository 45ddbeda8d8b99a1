package io.ixi.vm.shielded;

import static io.ixi.vm.testkit.MemoryChain.EUR;
import static io.ixi.vm.testkit.MemoryChain.amount;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import io.ixi.consensus.types.Hash;
import io.ixi.vm.kernel.Address;
import io.ixi.vm.kernel.Amount;
import io.ixi.vm.kernel.proto.ModuleGenesis;
import io.ixi.vm.shielded.proto.Action;
import io.ixi.vm.shielded.proto.Deposit;
import io.ixi.vm.shielded.proto.GenesisState;
import io.ixi.vm.shielded.proto.NoteAdded;
import io.ixi.vm.shielded.proto.NoteInfo;
import io.ixi.vm.shielded.proto.NotesQuery;
import io.ixi.vm.shielded.proto.Parameters;
import io.ixi.vm.shielded.proto.Pay;
import io.ixi.vm.shielded.proto.PoolQuery;
import io.ixi.vm.shielded.proto.PoolResult;
import io.ixi.vm.shielded.proto.SpentQuery;
import io.ixi.vm.shielded.proto.SpentResult;
import io.ixi.vm.shielded.proto.Withdraw;
import io.ixi.vm.testkit.MemoryChain;
import io.ixi.zkp.hash.WordTree;
import io.ixi.zkp.statement.Tags;
import io.ixi.zkp.statement.Transfer;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** The pool with digests for proofs: which statement the module asks about, and what follows from the answer. */
class PoolTest {
    static final int ALICE = 1;
    static final int BOB = 2;
    private static final ByteString NO_WORD = ByteString.copyFrom(new byte[] {
        -1, -1, -1, -1, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0
    });

    private final MemoryChain chain = Stage.chain(Stage.DIGESTS);
    private long seed;

    private static long pooled(MemoryChain chain, String asset) {
        PoolQuery query = PoolQuery.newBuilder().setAsset(asset).build();
        return Amount.of(chain.ask("shielded/pool", query, PoolResult.getDefaultInstance())
                        .getBalance())
                .low();
    }

    private void deposited(String asset, long value) {
        assertThat(chain.outcome(
                        ALICE, Stage.deposit(chain, ALICE, asset, value, ++seed).build()))
                .isEqualTo("OK");
    }

    /** An action with something changed after its proof was made. */
    private static Message with(Message message, UnaryOperator<Action.Builder> change) {
        var field = message.getDescriptorForType().findFieldByName("action");
        Action.Builder action = ((Action) message.getField(field)).toBuilder();
        return message.toBuilder().setField(field, change.apply(action).build()).build();
    }

    @Test
    void moneyGoesInAroundAndOut() {
        deposited(EUR, 1_000);
        assertThat(pooled(chain, EUR)).isEqualTo(1_000);
        assertThat(chain.free(ALICE, EUR)).isEqualTo(MemoryChain.FUNDS - 1_000);
        assertThat(chain.outcome(BOB, Stage.pay(chain, BOB, EUR, 5, ++seed).build()))
                .isEqualTo("OK");
        assertThat(chain.free(BOB, EUR)).isEqualTo(MemoryChain.FUNDS + 5);
        assertThat(chain.outcome(
                        ALICE,
                        Stage.withdraw(chain, ALICE, EUR, BOB, 900, 3, ++seed).build()))
                .isEqualTo("OK");
        assertThat(chain.free(BOB, EUR)).isEqualTo(MemoryChain.FUNDS + 905);
        assertThat(chain.free(ALICE, EUR)).isEqualTo(MemoryChain.FUNDS - 997);
        assertThat(pooled(chain, EUR)).isEqualTo(92);
        assertThat(chain.free(ShieldedModule.POOL, EUR)).isEqualTo(92);
        chain.audit();
    }

    @Test
    void theTreeIsTheLibrarysAndTheNotesCanBeRead() {
        WordTree tree = new WordTree(Tags.NOTE_NODE, Transfer.DEPTH);
        for (int i = 0; i < 9; i++) {
            deposited("", 10);
            Action action = Stage.action(chain, seed).build();
            tree.append(ShieldedState.word(action.getFirstNote()).toArray());
            tree.append(ShieldedState.word(action.getSecondNote()).toArray());
            var page = Stage.notes(chain, 2L * i);
            assertThat(ShieldedState.word(page.getRoot()).toArray()).isEqualTo(tree.root());
            assertThat(page.getSize()).isEqualTo(2L * i + 2);
            assertThat(page.getNotesList())
                    .extracting(info -> info.getNote().getCommitment())
                    .containsExactly(action.getFirstNote(), action.getSecondNote());
            assertThat(page.getNotesList())
                    .extracting(NoteInfo::getSealed)
                    .containsExactly(action.getFirstSealed(), action.getSecondSealed());
            SpentQuery query = SpentQuery.newBuilder()
                    .setNullifier(action.getFirstNullifier())
                    .build();
            assertThat(chain.ask("shielded/spent", query, SpentResult.getDefaultInstance())
                            .getSpent())
                    .isTrue();
        }
        assertThat(chain.refusal(
                        "shielded/notes", NotesQuery.newBuilder().setLimit(51).build()))
                .isEqualTo("LIMIT");
        chain.audit();
    }

    @Test
    void eventsTellOfEachNote() {
        NoteAdded added = chain.event(
                NoteAdded.class, ALICE, Stage.deposit(chain, ALICE, "", 7, 3).build());
        assertThat(added.getPosition()).isZero();
        assertThat(added.getCommitment())
                .isEqualTo(Stage.action(chain, 3).build().getFirstNote());
        assertThat(added.getSealedHash()).isEqualTo(MemoryChain.hash("one 3"));
    }

    @Test
    void badAmountsAndReceiversAreRefused() {
        deposited("", 100);
        for (Amount bad : List.of(Amount.ZERO, Amount.of(1L << 60), Amount.MAX)) {
            assertThat(chain.outcome(
                            ALICE,
                            Stage.deposit(chain, ALICE, "", 1, ++seed)
                                    .setAmount(bad.toByteString())
                                    .build()))
                    .isEqualTo("BAD_VALUE");
            Withdraw.Builder withdraw = Stage.withdraw(chain, ALICE, "", BOB, 1, 0, ++seed);
            assertThat(chain.outcome(
                            ALICE, withdraw.setAmount(bad.toByteString()).build()))
                    .isEqualTo("BAD_VALUE");
        }
        assertThat(chain.outcome(
                        ALICE,
                        Stage.pay(chain, ALICE, "", 0, ++seed)
                                .setFee(amount(1L << 60))
                                .build()))
                .isEqualTo("BAD_VALUE");
        assertThat(chain.outcome(
                        ALICE,
                        Stage.withdraw(chain, ALICE, "", BOB, 1, 0, ++seed)
                                .setTo(Address.ofModule(3).toByteString())
                                .build()))
                .isEqualTo("BAD_RECEIVER");
    }

    @Test
    void unknownAssetsAreRefused() {
        assertThat(chain.outcome(
                        ALICE, Stage.deposit(chain, ALICE, "GOLD", 1, ++seed).build()))
                .isEqualTo("NOT_FOUND");
        assertThat(chain.outcome(ALICE, Stage.pay(chain, ALICE, EUR, 0, ++seed).build()))
                .isEqualTo("NOT_FOUND");
        assertThat(chain.outcome(
                        ALICE,
                        Stage.withdraw(chain, ALICE, EUR, BOB, 1, 0, ++seed).build()))
                .isEqualTo("NOT_FOUND");
    }

    @Test
    void noMoreLeavesThanCameInWhateverAProofSays() {
        deposited("", 100);
        deposited(EUR, 1_000);
        assertThat(chain.outcome(
                        ALICE,
                        Stage.withdraw(chain, ALICE, "", BOB, 101, 0, ++seed).build()))
                .isEqualTo("POOL_SHORT");
        assertThat(chain.outcome(
                        ALICE,
                        Stage.withdraw(chain, ALICE, "", BOB, 100, 1, ++seed).build()))
                .isEqualTo("POOL_SHORT");
        assertThat(chain.outcome(ALICE, Stage.pay(chain, ALICE, "", 101, ++seed).build()))
                .isEqualTo("POOL_SHORT");
        assertThat(chain.outcome(
                        ALICE,
                        Stage.withdraw(chain, ALICE, "", BOB, 99, 1, ++seed).build()))
                .isEqualTo("OK");
        assertThat(pooled(chain, "")).isZero();
    }

    @Test
    void thePoolHasACap() {
        Parameters parameters =
                ShieldedModule.DEFAULTS.toBuilder().setPoolCap(50).build();
        MemoryChain capped = new MemoryChain(
                3,
                economy -> List.of(new ShieldedModule(economy.money(), Stage.DIGESTS)),
                ModuleGenesis.newBuilder()
                        .setModule("shielded")
                        .setState(GenesisState.newBuilder()
                                .setParameters(parameters)
                                .build()
                                .toByteString())
                        .build());
        assertThat(capped.outcome(ALICE, Stage.deposit(capped, ALICE, "", 50, 1).build()))
                .isEqualTo("OK");
        assertThat(capped.outcome(ALICE, Stage.deposit(capped, ALICE, "", 1, 2).build()))
                .isEqualTo("POOL_FULL");
    }

    @Test
    void aNoteIsSpentOnce() {
        deposited("", 100);
        for (Message message : messages()) {
            Action used = Stage.action(chain, 1).build();
            assertThat(chain.outcome(ALICE, with(message, a -> a.setFirstNullifier(used.getSecondNullifier()))))
                    .isEqualTo("SPENT");
            assertThat(chain.outcome(ALICE, with(message, a -> a.setSecondNullifier(used.getFirstNullifier()))))
                    .isEqualTo("SPENT");
            assertThat(chain.outcome(ALICE, with(message, a -> a.setSecondNullifier(a.getFirstNullifier()))))
                    .isEqualTo("SPENT");
        }
        // two transactions of one block
        var first = chain.decode(
                chain.draft(ALICE, Stage.pay(chain, ALICE, "", 1, 77).build()));
        var second =
                chain.decode(chain.draft(BOB, Stage.pay(chain, BOB, "", 1, 77).build()));
        assertThat(chain.block(first, second).receipts())
                .extracting(chain::name)
                .containsExactly("OK", "SPENT");
        chain.audit();
    }

    private List<Message> messages() {
        Deposit deposit = Stage.deposit(chain, ALICE, "", 10, ++seed).build();
        Pay pay = Stage.pay(chain, ALICE, "", 1, ++seed).build();
        return List.of(
                deposit,
                pay,
                Stage.withdraw(chain, ALICE, "", BOB, 10, 1, ++seed).build());
    }

    @Test
    void wordsHaveOneForm() {
        deposited("", 100);
        for (Message message : messages()) {
            assertThat(chain.outcome(ALICE, with(message, a -> a.setAnchor(NO_WORD))))
                    .isEqualTo("BAD_WORD");
            assertThat(chain.outcome(ALICE, with(message, a -> a.setFirstNullifier(NO_WORD))))
                    .isEqualTo("BAD_WORD");
            assertThat(chain.outcome(ALICE, with(message, a -> a.setSecondNote(NO_WORD))))
                    .isEqualTo("BAD_WORD");
        }
    }

    @Test
    void anchorsAreRootsOfBlocksAndGrowOld() {
        deposited("", 100);
        ByteString old = Stage.notes(chain, 0).getRoot();
        deposited("", 100);
        Pay.Builder late = Stage.pay(chain, ALICE, "", 0, ++seed);
        var anchored = late.getAction().toBuilder().setAnchor(old);
        var statement = Stage.statement(chain, "", ALICE, new Address(Hash.ZERO), anchored.build(), 0, 0, 0);
        assertThat(chain.outcome(
                        ALICE,
                        late.setAction(anchored.setProof(Stage.digest(statement)))
                                .build()))
                .isEqualTo("OK");
        chain.pass(86_401_000);
        for (Message message : messages()) {
            assertThat(chain.outcome(ALICE, with(message, a -> a.setAnchor(old))))
                    .isEqualTo("OLD_ANCHOR");
            assertThat(chain.outcome(ALICE, with(message, a -> a.setAnchor(MemoryChain.hash("no root")))))
                    .isIn("OLD_ANCHOR", "BAD_WORD");
        }
    }

    private static Action.Builder swapped(Action action, boolean notes) {
        return notes
                ? action.toBuilder().setFirstNote(action.getSecondNote()).setSecondNote(action.getFirstNote())
                : action.toBuilder()
                        .setFirstNullifier(action.getSecondNullifier())
                        .setSecondNullifier(action.getFirstNullifier());
    }

    @Test
    void aProofIsBoundToEverythingThatTheMessageDoes() {
        deposited("", 1_000);
        for (Message message : messages()) {
            List<UnaryOperator<Action.Builder>> changes = List.of(
                    a -> a.setProof(ByteString.EMPTY),
                    a -> a.setFirstSealed(ByteString.copyFromUtf8("other")),
                    a -> a.setSecondSealed(ByteString.EMPTY),
                    a -> swapped(a.build(), true),
                    a -> swapped(a.build(), false));
            for (UnaryOperator<Action.Builder> change : changes) {
                assertThat(chain.outcome(ALICE, with(message, change))).isEqualTo("BAD_PROOF");
            }
            // somebody else's transaction
            assertThat(chain.outcome(BOB, message)).isEqualTo("BAD_PROOF");
        }
        Withdraw withdraw = Stage.withdraw(chain, ALICE, "", BOB, 10, 1, ++seed).build();
        for (Withdraw other : List.of(
                withdraw.toBuilder().setAmount(amount(11)).build(),
                withdraw.toBuilder().setFee(amount(2)).build(),
                withdraw.toBuilder().setTo(MemoryChain.address(ALICE)).build())) {
            assertThat(chain.outcome(ALICE, other)).isEqualTo("BAD_PROOF");
        }
        deposited(EUR, 1_000);
        assertThat(chain.outcome(ALICE, withdraw.toBuilder().setAsset(EUR).build()))
                .isEqualTo("BAD_PROOF");
    }

    @Test
    void encryptedNotesAreForgottenAfterTheirTimeAndRootsToo() {
        deposited("", 1);
        deposited("", 1);
        chain.pass(31_536_001_000L);
        deposited("", 1);
        assertThat(Stage.notes(chain, 0).getNotesList())
                .extracting(info -> info.getSealed().isEmpty())
                .containsExactly(true, true, true, true, false, false);
        assertThat(new ShieldedState(chain.state()).tree().getFirstRoot()).isPositive();
        chain.audit();
    }
}
