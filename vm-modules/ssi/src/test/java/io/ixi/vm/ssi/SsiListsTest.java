package io.ixi.vm.ssi;

import static io.ixi.vm.ssi.SsiTest.ALICE;
import static io.ixi.vm.ssi.SsiTest.AUTHORITY;
import static io.ixi.vm.ssi.SsiTest.BOB;
import static io.ixi.vm.ssi.SsiTest.ISSUER;
import static io.ixi.vm.ssi.SsiTest.NOTHING;
import static io.ixi.vm.ssi.SsiTest.POOR;
import static io.ixi.vm.ssi.SsiTest.STRANGER;
import static io.ixi.vm.ssi.SsiTest.accept;
import static io.ixi.vm.ssi.SsiTest.accredit;
import static io.ixi.vm.ssi.SsiTest.define;
import static io.ixi.vm.ssi.SsiTest.defined;
import static io.ixi.vm.ssi.SsiTest.offer;
import static io.ixi.vm.testkit.MemoryChain.account;
import static io.ixi.vm.testkit.MemoryChain.address;
import static io.ixi.vm.testkit.MemoryChain.hash;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import io.ixi.consensus.types.Bytes;
import io.ixi.vm.kernel.Address;
import io.ixi.vm.ssi.Chains.Tree;
import io.ixi.vm.ssi.proto.AssertionKey;
import io.ixi.vm.ssi.proto.AssertionKeyKind;
import io.ixi.vm.ssi.proto.Batch;
import io.ixi.vm.ssi.proto.BatchIssued;
import io.ixi.vm.ssi.proto.BatchQuery;
import io.ixi.vm.ssi.proto.ClaimFromBatch;
import io.ixi.vm.ssi.proto.CloseBatch;
import io.ixi.vm.ssi.proto.CredentialOffered;
import io.ixi.vm.ssi.proto.DeactivateDid;
import io.ixi.vm.ssi.proto.DeleteCredential;
import io.ixi.vm.ssi.proto.DidQuery;
import io.ixi.vm.ssi.proto.DidResult;
import io.ixi.vm.ssi.proto.IssueBatch;
import io.ixi.vm.ssi.proto.Kind;
import io.ixi.vm.ssi.proto.LinkIdentifier;
import io.ixi.vm.ssi.proto.Purpose;
import io.ixi.vm.ssi.proto.ResolveQuery;
import io.ixi.vm.ssi.proto.ResolveResult;
import io.ixi.vm.ssi.proto.RetireType;
import io.ixi.vm.ssi.proto.Revoke;
import io.ixi.vm.ssi.proto.RevokeFromBatch;
import io.ixi.vm.ssi.proto.Run;
import io.ixi.vm.ssi.proto.Service;
import io.ixi.vm.ssi.proto.ServiceKind;
import io.ixi.vm.ssi.proto.SetDid;
import io.ixi.vm.ssi.proto.SetStatusBits;
import io.ixi.vm.ssi.proto.StatusListQuery;
import io.ixi.vm.ssi.proto.StatusListResult;
import io.ixi.vm.ssi.proto.Suspend;
import io.ixi.vm.ssi.proto.UnlinkIdentifier;
import io.ixi.vm.ssi.proto.VerifiedQuery;
import io.ixi.vm.ssi.proto.VerifiedResult;
import io.ixi.vm.testkit.MemoryChain;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Batches, status lists, identifiers and DID documents. */
class SsiListsTest {
    private final MemoryChain chain = Chains.chain();

    private void expect(String outcome, int account, Message message) {
        assertThat(chain.outcome(account, message)).as(message.toString()).isEqualTo(outcome);
        chain.audit();
    }

    /** Leaf i is for account i of the chain; the rest for nobody. */
    private static Tree tree(int count) {
        List<Address> subjects = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            subjects.add(i < Chains.ACCOUNTS ? account(i) : Address.ofModule(200));
        }
        return new Tree(subjects);
    }

    static IssueBatch.Builder issue(ByteString type, Tree tree, int count) {
        return IssueBatch.newBuilder().setType(type).setRoot(tree.root()).setCount(count);
    }

    private ByteString issued(int issuer, IssueBatch.Builder batch) {
        return chain.event(BatchIssued.class, issuer, batch.build()).getBatch();
    }

    private boolean bit(int issuer, Purpose purpose, long list, int index) {
        return bit(chain, issuer, purpose, list, index);
    }

    static boolean bit(MemoryChain chain, int issuer, Purpose purpose, long list, int index) {
        ByteString bits = chain.ask(
                        "ssi/statusList",
                        StatusListQuery.newBuilder()
                                .setIssuer(address(issuer))
                                .setPurpose(purpose)
                                .setList(list)
                                .build(),
                        StatusListResult.getDefaultInstance())
                .getBits();
        return Bits.get(bits, index);
    }

    @Test
    void aCohortGetsItsDiplomasInOneTransaction() {
        ByteString type = defined(chain, define(Kind.KIND_DIPLOMA));
        expect("OK", AUTHORITY, accredit(type, ISSUER));
        Tree tree = tree(11);
        expect("NOT_FOUND", ISSUER, issue(NOTHING, tree, 11).build());
        expect("NOT_ACCREDITED", STRANGER, issue(type, tree, 11).build());
        expect("BAD_BATCH", ISSUER, issue(type, tree, 0).build());
        expect("BAD_BATCH", ISSUER, issue(type, tree, 100_001).build());
        expect("BAD_PERIOD", ISSUER, issue(type, tree, 11).setUntilMs(1).build());
        ByteString batch = issued(ISSUER, issue(type, tree, 11));
        ClaimFromBatch claim = tree.claim(batch, ALICE).build();
        expect("NOT_FOUND", ALICE, claim.toBuilder().setBatch(NOTHING).build());
        expect("BAD_BATCH", ALICE, claim.toBuilder().setIndex(11).build());
        expect("BAD_PROOF", BOB, claim);
        expect("BAD_PROOF", ALICE, claim.toBuilder().setIndex(5).build());
        expect("BAD_PROOF", ALICE, claim.toBuilder().setPath(2, hash("x")).build());
        expect("BAD_PROOF", ALICE, claim.toBuilder().addPath(hash("x")).build());
        expect(
                "BAD_PROOF",
                ALICE,
                claim.toBuilder().setClaimsRoot(hash("better")).build());
        expect("OK", ALICE, claim);
        expect("BATCH_CLAIMED", ALICE, claim);
        RevokeFromBatch revoke =
                RevokeFromBatch.newBuilder().setBatch(batch).addIndexes(BOB).build();
        expect("NOT_FOUND", ISSUER, revoke.toBuilder().setBatch(NOTHING).build());
        expect("NOT_OWNER", AUTHORITY, revoke);
        expect("BAD_BATCH", ISSUER, revoke.toBuilder().addIndexes(11).build());
        expect("BATCH_CLAIMED", ISSUER, revoke.toBuilder().addIndexes(ALICE).build());
        expect("OK", ISSUER, revoke);
        expect("REVOKED", ISSUER, revoke);
        assertThat(bit(ISSUER, Purpose.PURPOSE_REVOCATION, 0, BOB)).isTrue();
        assertThat(bit(ISSUER, Purpose.PURPOSE_REVOCATION, 0, ALICE)).isFalse();
        expect("REVOKED", BOB, tree.claim(batch, BOB).build());
        BatchQuery query = BatchQuery.newBuilder().setBatch(batch).build();
        assertThat(chain.ask("ssi/batch", query, Batch.getDefaultInstance()).getClaimed())
                .isEqualTo(1);
        CloseBatch close = CloseBatch.newBuilder().setBatch(batch).build();
        expect("NOT_FOUND", ISSUER, close.toBuilder().setBatch(NOTHING).build());
        expect("NOT_OWNER", STRANGER, close);
        expect("OK", ISSUER, close);
        expect("BAD_STATE", ISSUER, close);
        expect("BAD_STATE", STRANGER, tree.claim(batch, STRANGER).build());
        expect("OK", AUTHORITY, RetireType.newBuilder().setType(type).build());
        expect("BAD_TYPE", ISSUER, issue(type, tree, 11).build());
    }

    @Test
    void claimsCostADepositAndHaveTheBoundsOfCredentials() {
        ByteString type = defined(chain, define(Kind.KIND_BADGE));
        Tree tree = tree(16);
        IssueBatch.Builder issue = issue(type, tree, 16);
        ByteString batch = issued(AUTHORITY, issue);
        chain.drainFor(POOR, tree.claim(batch, POOR).build());
        expect("DEPOSIT", POOR, tree.claim(batch, POOR).build());
        for (int issuer = 6; issuer < 15; issuer++) {
            expect("OK", AUTHORITY, accredit(type, issuer));
            ByteString other = issued(issuer, issue);
            expect(
                    issuer < 14 ? "OK" : "TOO_MANY",
                    ALICE,
                    tree.claim(other, ALICE).build());
        }
        expect("OK", AUTHORITY, accredit(type, POOR));
        chain.run(AUTHORITY, MemoryChain.send("", POOR, 10_000_000));
        chain.drainFor(POOR, issue.build());
        expect("DEPOSIT", POOR, issue.build());
    }

    private static Run run(int from, int count, boolean value) {
        return Run.newBuilder().setFrom(from).setCount(count).setValue(value).build();
    }

    @Test
    void issuersKeepListsOfTheirOwn() {
        SetStatusBits.Builder bits = SetStatusBits.newBuilder().setList(7);
        expect("BAD_RUNS", ISSUER, bits.build());
        expect("BAD_RUNS", ISSUER, bits.clone().addRuns(run(0, 0, true)).build());
        expect("BAD_RUNS", ISSUER, bits.clone().addRuns(run(0, 2_049, true)).build());
        expect("BAD_RUNS", ISSUER, bits.clone().addRuns(run(131_071, 2, true)).build());
        expect("BAD_RUNS", ISSUER, bits.clone().addRuns(run(-1, 1, true)).build());
        long before = chain.free(ISSUER, "");
        expect(
                "OK",
                ISSUER,
                bits.clone()
                        .addRuns(run(2_040, 16, true))
                        .addRuns(run(131_071, 1, true))
                        .addRuns(run(2_050, 1, false))
                        .build());
        for (int index : new int[] {2_040, 2_047, 2_048, 2_055, 131_071}) {
            assertThat(bit(ISSUER, Purpose.PURPOSE_OWN, 7, index)).isTrue();
        }
        for (int index : new int[] {0, 2_039, 2_050, 2_056, 131_070}) {
            assertThat(bit(ISSUER, Purpose.PURPOSE_OWN, 7, index)).isFalse();
        }
        assertThat(bit(ISSUER, Purpose.PURPOSE_OWN, 8, 2_040)).isFalse();
        expect(
                "OK",
                ISSUER,
                bits.clone()
                        .addRuns(run(2_040, 16, false))
                        .addRuns(run(131_071, 1, false))
                        .build());
        assertThat(before - chain.free(ISSUER, ""))
                .as("fees only; deposits are back")
                .isLessThan(3_000_000);
        Message poor = bits.clone().addRuns(run(5, 1, true)).build();
        chain.drainFor(POOR, poor);
        expect("DEPOSIT", POOR, poor);
    }

    private ByteString verified(Kind kind, int subject, String identifier) {
        ByteString type = defined(chain, define(kind));
        ByteString id = chain.event(
                        CredentialOffered.class,
                        AUTHORITY,
                        offer(type, subject).setIdentifier(hash(identifier)).build())
                .getCredential();
        expect("OK", subject, accept(id));
        return id;
    }

    private String resolves(String identifier) {
        ResolveQuery query =
                ResolveQuery.newBuilder().setIdentifier(hash(identifier)).build();
        String refusal = chain.refusal("ssi/resolve", query);
        return refusal.equals("OK")
                ? Address.of(chain.ask("ssi/resolve", query, ResolveResult.getDefaultInstance())
                                .getAccount())
                        .text()
                : refusal;
    }

    @Test
    void aPhoneLeadsToWhoWantsToBeFound() {
        ByteString phone = verified(Kind.KIND_PHONE, ALICE, "phone");
        assertThat(resolves("phone")).isEqualTo("NOT_FOUND");
        LinkIdentifier link = LinkIdentifier.newBuilder().setCredential(phone).build();
        expect("NOT_FOUND", ALICE, link.toBuilder().setCredential(NOTHING).build());
        expect("NOT_OWNER", BOB, link);
        expect("OK", ALICE, link);
        expect("OK", ALICE, link);
        assertThat(resolves("phone")).isEqualTo(account(ALICE).text());
        ByteString same = verified(Kind.KIND_PHONE, BOB, "phone");
        LinkIdentifier bobs = LinkIdentifier.newBuilder().setCredential(same).build();
        expect("IDENTIFIER_TAKEN", BOB, bobs);
        UnlinkIdentifier unlink =
                UnlinkIdentifier.newBuilder().setIdentifier(hash("phone")).build();
        expect("NOT_OWNER", STRANGER, unlink);
        expect("OK", AUTHORITY, Suspend.newBuilder().setCredential(phone).build());
        assertThat(resolves("phone")).isEqualTo("NOT_FOUND");
        expect("BAD_STATE", ALICE, link);
        expect("OK", BOB, bobs);
        assertThat(resolves("phone")).isEqualTo(account(BOB).text());
        expect("OK", BOB, unlink);
        expect("NOT_FOUND", BOB, unlink);
        ByteString plain = chain.event(
                        CredentialOffered.class,
                        AUTHORITY,
                        offer(defined(chain, define(Kind.KIND_EMAIL)), ALICE).build())
                .getCredential();
        expect("OK", ALICE, accept(plain));
        expect(
                "BAD_IDENTIFIER",
                ALICE,
                LinkIdentifier.newBuilder().setCredential(plain).build());
        ByteString mail = verified(Kind.KIND_EMAIL, POOR, "mail");
        Message poors = LinkIdentifier.newBuilder().setCredential(mail).build();
        chain.drainFor(POOR, poors);
        expect("DEPOSIT", POOR, poors);
    }

    @Test
    void whatIsVerifiedFollowsFromCredentials() {
        VerifiedQuery query =
                VerifiedQuery.newBuilder().setAccount(address(ALICE)).build();
        assertThat(chain.ask("ssi/verified", query, VerifiedResult.getDefaultInstance()))
                .isEqualTo(VerifiedResult.getDefaultInstance());
        ByteString mail = verified(Kind.KIND_EMAIL, ALICE, "mail");
        verified(Kind.KIND_PHONE, ALICE, "phone");
        for (Kind kind : List.of(Kind.KIND_PERSON, Kind.KIND_KYC2, Kind.KIND_KYC1, Kind.KIND_LICENSE)) {
            ByteString id = chain.event(
                            CredentialOffered.class,
                            AUTHORITY,
                            offer(defined(chain, define(kind)), ALICE).build())
                    .getCredential();
            expect("OK", ALICE, accept(id));
        }
        VerifiedResult all = chain.ask("ssi/verified", query, VerifiedResult.getDefaultInstance());
        assertThat(all)
                .isEqualTo(VerifiedResult.newBuilder()
                        .setEmail(true)
                        .setPhone(true)
                        .setPerson(true)
                        .setKyc(2)
                        .setLicense(true)
                        .build());
        expect("OK", AUTHORITY, Revoke.newBuilder().setCredential(mail).build());
        assertThat(chain.ask("ssi/verified", query, VerifiedResult.getDefaultInstance())
                        .getEmail())
                .isFalse();
    }

    @Test
    void deletingTakesTheLinkAlong() {
        ByteString phone = verified(Kind.KIND_PHONE, ALICE, "phone");
        expect("OK", ALICE, LinkIdentifier.newBuilder().setCredential(phone).build());
        expect("OK", ALICE, DeleteCredential.newBuilder().setCredential(phone).build());
        assertThat(resolves("phone")).isEqualTo("NOT_FOUND");
    }

    private static Service service(int number, String uri) {
        return Service.newBuilder()
                .setNumber(number)
                .setKind(ServiceKind.SERVICE_AGENT)
                .setUri(uri)
                .build();
    }

    private DidResult did(int account) {
        DidQuery query = DidQuery.newBuilder().setAccount(address(account)).build();
        return chain.ask("ssi/did", query, DidResult.getDefaultInstance());
    }

    @Test
    void aDidDocumentIsTheAccountsKeysAndWhatItAdds() {
        assertThat(did(ALICE).getKeysList()).isEmpty();
        SetDid set = SetDid.newBuilder()
                .addServices(service(1, "https://a.example/agent"))
                .addServices(service(5, "did:web:a.example"))
                .addAssertionKeys(AssertionKey.newBuilder()
                        .setNumber(1)
                        .setKind(AssertionKeyKind.ASSERTION_ED25519)
                        .setPublicKey(ByteString.copyFrom(new byte[32])))
                .build();
        expect(
                "BAD_DID",
                ALICE,
                set.toBuilder().addServices(service(5, "https://b")).build());
        expect(
                "BAD_DID",
                ALICE,
                set.toBuilder().addServices(service(100, "https://b")).build());
        expect(
                "BAD_DID",
                ALICE,
                set.toBuilder().addServices(service(6, "http://b")).build());
        expect(
                "BAD_DID",
                ALICE,
                set.toBuilder().addServices(service(6, "https://b c")).build());
        expect(
                "BAD_DID",
                ALICE,
                set.toBuilder().addServices(service(6, "https://b\u00e9")).build());
        AssertionKey.Builder key = AssertionKey.newBuilder()
                .setNumber(2)
                .setKind(AssertionKeyKind.ASSERTION_ML_DSA_44)
                .setPublicKey(ByteString.copyFrom(new byte[32]));
        expect("BAD_DID", ALICE, set.toBuilder().addAssertionKeys(key).build());
        expect(
                "OK",
                ALICE,
                set.toBuilder()
                        .addAssertionKeys(key.setPublicKey(ByteString.copyFrom(new byte[1312])))
                        .build());
        expect("OK", ALICE, set);
        DidResult result = did(ALICE);
        assertThat(result.getDid()).isEqualTo("did:ixi:" + account(ALICE).text());
        assertThat(result.getKeysList()).hasSize(1);
        assertThat(result.getRecord().getServicesList()).isEqualTo(set.getServicesList());
        assertThat(result.getRecord().getUpdatedHeight()).isEqualTo(chain.height());
        DeactivateDid end = DeactivateDid.getDefaultInstance();
        expect("OK", ALICE, end);
        expect("DEACTIVATED", ALICE, end);
        expect("DEACTIVATED", ALICE, set);
        assertThat(did(ALICE).getRecord().getDeactivated()).isTrue();
        assertThat(did(ALICE).getRecord().getServicesList()).isEmpty();
        chain.drainFor(POOR, set);
        expect("DEPOSIT", POOR, set);
    }

    /** The salted commitment of claims is all that a block may hold of them. */
    @Test
    void nothingPersonalIsOnTheChain() {
        String canary = "alice@canary.example";
        verified(Kind.KIND_EMAIL, ALICE, "salt of the service" + canary);
        byte[] needle = canary.getBytes(StandardCharsets.UTF_8);
        for (Bytes entry : chain.everything()) {
            assertThat(contains(entry.unsafeArray(), needle)).isFalse();
        }
        assertThat(contains(("x" + canary).getBytes(StandardCharsets.UTF_8), needle))
                .isTrue();
    }

    private static boolean contains(byte[] text, byte[] part) {
        return new String(text, StandardCharsets.ISO_8859_1).contains(new String(part, StandardCharsets.ISO_8859_1));
    }
}
