package io.ixi.vm.ssi;

import static io.ixi.vm.testkit.MemoryChain.account;
import static io.ixi.vm.testkit.MemoryChain.address;
import static io.ixi.vm.testkit.MemoryChain.hash;
import static io.ixi.vm.testkit.MemoryChain.send;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import io.ixi.vm.economy.accounts.proto.InboundPolicy;
import io.ixi.vm.economy.accounts.proto.SetInboundPolicy;
import io.ixi.vm.economy.bank.proto.AssetCreated;
import io.ixi.vm.economy.bank.proto.AssetRules;
import io.ixi.vm.economy.bank.proto.CreateAsset;
import io.ixi.vm.kernel.proto.Condition;
import io.ixi.vm.kernel.proto.CredentialTest;
import io.ixi.vm.kernel.proto.Gate;
import io.ixi.vm.kernel.proto.GateClause;
import io.ixi.vm.ssi.proto.Accept;
import io.ixi.vm.ssi.proto.Accepted;
import io.ixi.vm.ssi.proto.Accredit;
import io.ixi.vm.ssi.proto.CreateDomain;
import io.ixi.vm.ssi.proto.CredentialInfo;
import io.ixi.vm.ssi.proto.CredentialOffered;
import io.ixi.vm.ssi.proto.CredentialQuery;
import io.ixi.vm.ssi.proto.Decline;
import io.ixi.vm.ssi.proto.DefineType;
import io.ixi.vm.ssi.proto.DeleteCredential;
import io.ixi.vm.ssi.proto.DeleteDomain;
import io.ixi.vm.ssi.proto.DomainChanged;
import io.ixi.vm.ssi.proto.EditDomain;
import io.ixi.vm.ssi.proto.HoldsQuery;
import io.ixi.vm.ssi.proto.HoldsResult;
import io.ixi.vm.ssi.proto.IssuerQuery;
import io.ixi.vm.ssi.proto.IssuerResult;
import io.ixi.vm.ssi.proto.Kind;
import io.ixi.vm.ssi.proto.Offer;
import io.ixi.vm.ssi.proto.OffersQuery;
import io.ixi.vm.ssi.proto.OffersResult;
import io.ixi.vm.ssi.proto.PassportQuery;
import io.ixi.vm.ssi.proto.PassportResult;
import io.ixi.vm.ssi.proto.Purpose;
import io.ixi.vm.ssi.proto.Resume;
import io.ixi.vm.ssi.proto.RetireType;
import io.ixi.vm.ssi.proto.Revoke;
import io.ixi.vm.ssi.proto.SetVisibility;
import io.ixi.vm.ssi.proto.Status;
import io.ixi.vm.ssi.proto.StatusListQuery;
import io.ixi.vm.ssi.proto.StatusListResult;
import io.ixi.vm.ssi.proto.Suspend;
import io.ixi.vm.ssi.proto.TypeDefined;
import io.ixi.vm.ssi.proto.Unaccredit;
import io.ixi.vm.testkit.MemoryChain;
import org.junit.jupiter.api.Test;

/** Types, issuers, credentials, domains and what gates make of them. */
class SsiTest {
    static final int AUTHORITY = 0;
    static final int ISSUER = 1;
    static final int ALICE = 2;
    static final int BOB = 3;
    static final int STRANGER = 4;
    static final int POOR = 5;
    static final long DAY = 86_400_000;
    static final ByteString NOTHING = ByteString.copyFrom(new byte[20]);

    private final MemoryChain chain = Chains.chain();

    private void expect(String outcome, int account, Message message) {
        assertThat(chain.outcome(account, message)).as(message.toString()).isEqualTo(outcome);
        chain.audit();
    }

    static DefineType.Builder define(Kind kind) {
        return DefineType.newBuilder()
                .setKind(kind)
                .setSchemaHash(hash("schema"))
                .setCriteriaHash(hash("criteria"));
    }

    static ByteString defined(MemoryChain chain, DefineType.Builder type) {
        return chain.event(TypeDefined.class, AUTHORITY, type.build()).getType();
    }

    private ByteString defined(Kind kind) {
        return defined(chain, define(kind));
    }

    static Accredit accredit(ByteString type, int issuer) {
        return Accredit.newBuilder().setType(type).setIssuer(address(issuer)).build();
    }

    static Offer.Builder offer(ByteString type, int subject) {
        return Offer.newBuilder().setType(type).setSubject(address(subject)).setClaimsRoot(hash("claims"));
    }

    private ByteString offered(int issuer, Offer.Builder offer) {
        return chain.event(CredentialOffered.class, issuer, offer.build()).getCredential();
    }

    static Accept accept(ByteString credential) {
        return Accept.newBuilder().setCredential(credential).build();
    }

    /** An accepted credential. */
    private ByteString held(int issuer, Offer.Builder offer, int subject) {
        ByteString credential = offered(issuer, offer);
        expect("OK", subject, accept(credential));
        return credential;
    }

    private CredentialInfo info(ByteString credential) {
        return chain.ask(
                "ssi/credential",
                CredentialQuery.newBuilder().setCredential(credential).build(),
                CredentialInfo.getDefaultInstance());
    }

    private boolean holds(int account, CredentialTest.Builder test) {
        HoldsQuery query = HoldsQuery.newBuilder()
                .setAccount(address(account))
                .setTest(test)
                .build();
        return chain.ask("ssi/holds", query, HoldsResult.getDefaultInstance()).getHolds();
    }

    /** Takes assets that the account does not know. */
    static SetInboundPolicy anything() {
        return SetInboundPolicy.newBuilder()
                .setPolicy(InboundPolicy.INBOUND_ANY)
                .build();
    }

    @Test
    void anAuthoritySaysWhoIssues() {
        expect("NOT_FOUND", AUTHORITY, accredit(NOTHING, ISSUER));
        ByteString type = defined(Kind.KIND_LICENSE);
        expect("NOT_OWNER", ISSUER, accredit(type, ISSUER));
        expect(
                "BAD_PERIOD",
                AUTHORITY,
                accredit(type, ISSUER).toBuilder().setUntilMs(5).build());
        expect("NOT_ACCREDITED", ISSUER, offer(type, ALICE).build());
        expect(
                "OK",
                AUTHORITY,
                accredit(type, ISSUER).toBuilder().setUntilMs(chain.now() + DAY).build());
        IssuerQuery query = IssuerQuery.newBuilder()
                .setType(type)
                .setIssuer(address(ISSUER))
                .build();
        IssuerResult result = chain.ask("ssi/issuer", query, IssuerResult.getDefaultInstance());
        assertThat(result.getAccredited()).isTrue();
        expect("OK", ISSUER, offer(type, ALICE).build());
        Unaccredit unaccredit =
                Unaccredit.newBuilder().setType(type).setIssuer(address(ISSUER)).build();
        expect("NOT_OWNER", STRANGER, unaccredit);
        chain.pass(DAY);
        expect("NOT_ACCREDITED", ISSUER, offer(type, BOB).build());
        assertThat(chain.ask("ssi/issuer", query, IssuerResult.getDefaultInstance())
                        .getAccredited())
                .isFalse();
        expect("OK", STRANGER, unaccredit);
        expect("NOT_FOUND", AUTHORITY, unaccredit);
        expect("NOT_FOUND", AUTHORITY, unaccredit.toBuilder().setType(NOTHING).build());
        expect("OK", AUTHORITY, offer(type, BOB).build());
        RetireType retire = RetireType.newBuilder().setType(type).build();
        expect("NOT_FOUND", AUTHORITY, retire.toBuilder().setType(NOTHING).build());
        expect("NOT_OWNER", ISSUER, retire);
        expect("OK", AUTHORITY, retire);
        expect("BAD_STATE", AUTHORITY, retire);
        expect("BAD_TYPE", AUTHORITY, offer(type, BOB).build());
        expect("BAD_TYPE", AUTHORITY, accredit(type, ISSUER));
        assertThat(chain.refusal(
                        "ssi/issuer", query.toBuilder().setType(NOTHING).build()))
                .isEqualTo("NOT_FOUND");
    }

    @Test
    void depositsAreAskedFor() {
        ByteString type = defined(Kind.KIND_OTHER);
        expect("OK", AUTHORITY, accredit(type, POOR));
        ByteString offer = offered(AUTHORITY, offer(type, POOR));
        for (Message message : new Message[] {
            define(Kind.KIND_BADGE).build(), offer(type, ALICE).build(), accept(offer),
        }) {
            chain.drainFor(POOR, message);
            expect("DEPOSIT", POOR, message);
            chain.run(AUTHORITY, send("", POOR, 10_000_000));
        }
        ByteString own = chain.event(
                        TypeDefined.class, POOR, define(Kind.KIND_BADGE).build())
                .getType();
        chain.drainFor(POOR, accredit(own, ALICE));
        expect("DEPOSIT", POOR, accredit(own, ALICE));
    }

    @Test
    void aCredentialIsOfferedAcceptedSuspendedResumedRevokedAndDeleted() {
        ByteString type = defined(Kind.KIND_LICENSE);
        expect("OK", AUTHORITY, accredit(type, ISSUER));
        long issuerBefore = chain.free(ISSUER, "");
        ByteString id = offered(ISSUER, offer(type, ALICE).setEvidenceHash(hash("file")));
        assertThat(chain.free(ISSUER, "")).isLessThan(issuerBefore);
        OffersResult offers = chain.ask(
                "ssi/offers",
                OffersQuery.newBuilder().setAccount(address(ALICE)).build(),
                OffersResult.getDefaultInstance());
        assertThat(offers.getOffersList()).hasSize(1);
        assertThat(info(id).getLive()).isFalse();
        expect("NOT_OWNER", BOB, accept(id));
        expect("NOT_FOUND", ALICE, accept(NOTHING));
        expect("BAD_STATE", ISSUER, Revoke.newBuilder().setCredential(id).build());
        expect("BAD_STATE", ISSUER, Suspend.newBuilder().setCredential(id).build());
        expect(
                "BAD_STATE",
                ALICE,
                DeleteCredential.newBuilder().setCredential(id).build());
        expect("OK", ALICE, accept(id));
        expect("BAD_STATE", ALICE, accept(id));
        assertThat(info(id).getLive()).isTrue();
        assertThat(holds(ALICE, CredentialTest.newBuilder().setType(type))).isTrue();
        Suspend suspend = Suspend.newBuilder().setCredential(id).setCode(3).build();
        Resume resume = Resume.newBuilder().setCredential(id).build();
        Revoke revoke = Revoke.newBuilder().setCredential(id).setCode(9).build();
        expect("NOT_FOUND", ISSUER, suspend.toBuilder().setCredential(NOTHING).build());
        expect("NOT_OWNER", ALICE, suspend);
        expect("BAD_CODE", ISSUER, suspend.toBuilder().setCode(256).build());
        expect("NOT_FOUND", ISSUER, resume.toBuilder().setCredential(NOTHING).build());
        expect("NOT_OWNER", ALICE, resume);
        expect("BAD_STATE", ISSUER, resume);
        expect("OK", ISSUER, suspend);
        assertThat(holds(ALICE, CredentialTest.newBuilder().setType(type))).isFalse();
        expect("OK", ISSUER, resume);
        assertThat(holds(ALICE, CredentialTest.newBuilder().setType(type))).isTrue();
        expect("NOT_FOUND", ISSUER, revoke.toBuilder().setCredential(NOTHING).build());
        expect("NOT_OWNER", AUTHORITY, revoke);
        expect("BAD_CODE", ISSUER, revoke.toBuilder().setCode(300).build());
        expect("OK", ISSUER, suspend);
        expect("OK", ISSUER, revoke);
        expect("REVOKED", ISSUER, revoke);
        expect("BAD_STATE", ISSUER, resume);
        assertThat(info(id).getCredential().getStatus()).isEqualTo(Status.STATUS_REVOKED);
        assertThat(info(id).getCredential().getCode()).isEqualTo(9);
        StatusListResult list = chain.ask(
                "ssi/statusList",
                StatusListQuery.newBuilder().setIssuer(address(ISSUER)).build(),
                StatusListResult.getDefaultInstance());
        assertThat(list.getBits().size()).isEqualTo(16_384);
        assertThat(list.getBits().byteAt(0)).isEqualTo((byte) 0x80);
        DeleteCredential delete =
                DeleteCredential.newBuilder().setCredential(id).build();
        expect("NOT_OWNER", STRANGER, delete);
        expect("NOT_FOUND", ALICE, delete.toBuilder().setCredential(NOTHING).build());
        expect("OK", ISSUER, delete);
        expect("NOT_FOUND", ALICE, delete);
        assertThat(chain.refusal(
                        "ssi/credential",
                        CredentialQuery.newBuilder().setCredential(id).build()))
                .isEqualTo("NOT_FOUND");
    }

    @Test
    void offersEnd() {
        ByteString type = defined(Kind.KIND_OTHER);
        ByteString refused = offered(AUTHORITY, offer(type, ALICE));
        Decline decline = Decline.newBuilder().setCredential(refused).build();
        expect("NOT_OWNER", STRANGER, decline);
        expect("OK", ALICE, decline);
        expect("NOT_FOUND", ALICE, decline);
        ByteString withdrawn = offered(AUTHORITY, offer(type, ALICE));
        expect("OK", AUTHORITY, Decline.newBuilder().setCredential(withdrawn).build());
        ByteString old = offered(AUTHORITY, offer(type, ALICE));
        chain.pass(SsiModule.DEFAULTS.getOfferS() * 1_000);
        expect("BAD_STATE", ALICE, accept(old));
        long before = chain.free(STRANGER, "");
        long fee = chain.run(STRANGER, Decline.newBuilder().setCredential(old).build())
                .fee()
                .toBigInteger()
                .longValueExact();
        assertThat(chain.free(STRANGER, "")).as("a tenth of the deposit").isGreaterThan(before - fee);
        ByteString taken = held(AUTHORITY, offer(type, ALICE), ALICE);
        expect("BAD_STATE", ALICE, Decline.newBuilder().setCredential(taken).build());
    }

    @Test
    void aSubjectHoldsOneByAnIssuer() {
        ByteString type = defined(Kind.KIND_MEMBERSHIP);
        ByteString first = held(AUTHORITY, offer(type, ALICE).setUntilMs(chain.now() + DAY), ALICE);
        ByteString second = offered(AUTHORITY, offer(type, ALICE));
        expect("DUPLICATE", ALICE, accept(second));
        expect("OK", AUTHORITY, Suspend.newBuilder().setCredential(first).build());
        expect("DUPLICATE", ALICE, accept(second));
        chain.pass(DAY);
        assertThat(info(first).getLive()).isFalse();
        expect("OK", ALICE, accept(second));
        assertThat(chain.refusal(
                        "ssi/credential",
                        CredentialQuery.newBuilder().setCredential(first).build()))
                .isEqualTo("NOT_FOUND");
        expect("OK", AUTHORITY, Revoke.newBuilder().setCredential(second).build());
        ByteString third = held(AUTHORITY, offer(type, ALICE), ALICE);
        assertThat(info(third).getLive()).isTrue();
        assertThat(info(third).getCredential().getStatusIndex()).isEqualTo(2);
    }

    @Test
    void periodsAreWithinTheType() {
        ByteString type = defined(chain, define(Kind.KIND_OTHER).setMaxTtlS(3_600));
        expect("BAD_PERIOD", AUTHORITY, offer(type, ALICE).build());
        expect(
                "BAD_PERIOD",
                AUTHORITY,
                offer(type, ALICE).setUntilMs(chain.now()).build());
        expect("BAD_PERIOD", AUTHORITY, offer(type, ALICE).setUntilMs(-1).build());
        expect(
                "BAD_PERIOD",
                AUTHORITY,
                offer(type, ALICE).setUntilMs(chain.now() + 3_602_000).build());
        expect(
                "OK",
                AUTHORITY,
                offer(type, ALICE).setUntilMs(chain.now() + 3_600_000).build());
        expect("NOT_FOUND", AUTHORITY, offer(NOTHING, ALICE).build());
        expect(
                "BAD_IDENTIFIER",
                AUTHORITY,
                offer(type, ALICE)
                        .setUntilMs(chain.now() + 3_600_000)
                        .setIdentifier(hash("mail"))
                        .build());
    }

    @Test
    void unaskedOnesCountAtOnceAndTheSubjectMayDeleteThem() {
        ByteString type = defined(chain, define(Kind.KIND_BADGE).setUnasked(true));
        for (int issuer = 6; issuer < 15; issuer++) {
            expect("OK", AUTHORITY, accredit(type, issuer));
        }
        expect("OK", 6, offer(type, ALICE).build());
        expect("DUPLICATE", 6, offer(type, ALICE).build());
        for (int issuer = 7; issuer < 14; issuer++) {
            expect("OK", issuer, offer(type, ALICE).build());
        }
        expect("TOO_MANY", 14, offer(type, ALICE).build());
        PassportResult passport = chain.ask(
                "ssi/passport",
                PassportQuery.newBuilder()
                        .setAccount(address(ALICE))
                        .setLimit(3)
                        .build(),
                PassportResult.getDefaultInstance());
        assertThat(passport.getDid()).isEqualTo("did:ixi:" + account(ALICE).text());
        assertThat(passport.getCredentialsList()).hasSize(3).allMatch(CredentialInfo::getLive);
        PassportResult rest = chain.ask(
                "ssi/passport",
                PassportQuery.newBuilder()
                        .setAccount(address(ALICE))
                        .setCursor(passport.getNext())
                        .build(),
                PassportResult.getDefaultInstance());
        assertThat(rest.getCredentialsList()).hasSize(5);
        assertThat(rest.getNext().isEmpty()).isTrue();
        ByteString id = rest.getCredentials(0).getId();
        ByteString issuer = rest.getCredentials(0).getCredential().getIssuer();
        int issuing = 6;
        while (!address(issuing).equals(issuer)) {
            issuing++;
        }
        long before = chain.free(issuing, "");
        SetVisibility hide =
                SetVisibility.newBuilder().setCredential(id).setHidden(true).build();
        expect("NOT_OWNER", BOB, hide);
        expect("NOT_FOUND", ALICE, hide.toBuilder().setCredential(NOTHING).build());
        expect("OK", ALICE, hide);
        PassportQuery all =
                PassportQuery.newBuilder().setAccount(address(ALICE)).build();
        assertThat(chain.ask("ssi/passport", all, PassportResult.getDefaultInstance())
                        .getCredentialsList())
                .hasSize(7);
        PassportQuery hidden = all.toBuilder().setHiddenToo(true).build();
        assertThat(chain.ask("ssi/passport", hidden, PassportResult.getDefaultInstance())
                        .getCredentialsList())
                .hasSize(8);
        expect("OK", ALICE, DeleteCredential.newBuilder().setCredential(id).build());
        assertThat(chain.free(issuing, "")).as("the whole deposit").isGreaterThan(before);
        ByteString other = offered(AUTHORITY, offer(defined(Kind.KIND_BADGE), ALICE));
        expect("OK", ALICE, accept(other));
    }

    @Test
    void acceptanceHasTheSameBounds() {
        ByteString type = defined(Kind.KIND_BADGE);
        for (int issuer = 6; issuer < 15; issuer++) {
            expect("OK", AUTHORITY, accredit(type, issuer));
            ByteString id = offered(issuer, offer(type, ALICE));
            expect(issuer < 14 ? "OK" : "TOO_MANY", ALICE, accept(id));
        }
    }

    @Test
    void whatIsOverAnyoneRemoves() {
        ByteString type = defined(Kind.KIND_OTHER);
        ByteString id = held(AUTHORITY, offer(type, ALICE).setUntilMs(chain.now() + DAY), ALICE);
        DeleteCredential delete =
                DeleteCredential.newBuilder().setCredential(id).build();
        expect("NOT_OWNER", STRANGER, delete);
        expect("NOT_OWNER", AUTHORITY, delete);
        chain.pass(DAY);
        long alice = chain.free(ALICE, "");
        expect("OK", STRANGER, delete);
        assertThat(chain.free(ALICE, "")).isGreaterThan(alice);
    }

    private static Gate gate(CredentialTest.Builder test) {
        return Gate.newBuilder()
                .addAnyOf(
                        GateClause.newBuilder().addAllOf(Condition.newBuilder().setCredential(test)))
                .build();
    }

    @Test
    void aCredentialOpensWhatAGateGuards() {
        ByteString type = defined(Kind.KIND_LICENSE);
        expect("OK", AUTHORITY, accredit(type, ISSUER));
        CreateAsset create = CreateAsset.newBuilder()
                .setSymbol("GOLD")
                .setSupply(MemoryChain.amount(1_000))
                .setRules(AssetRules.newBuilder()
                        .setGate(gate(CredentialTest.newBuilder().setType(type))))
                .build();
        expect("OK", ALICE, anything());
        String gold = chain.event(AssetCreated.class, STRANGER, create).getAsset();
        Message pay = send(gold, ALICE, 10);
        assertThat(chain.outcome(STRANGER, pay)).isEqualTo("GATE_FAIL");
        ByteString id = held(ISSUER, offer(type, ALICE), ALICE);
        assertThat(chain.outcome(STRANGER, pay)).isEqualTo("OK");
        var revoked = chain.decode(
                chain.draft(ISSUER, Revoke.newBuilder().setCredential(id).build()));
        var paid = chain.decode(chain.draft(STRANGER, pay));
        var receipts = chain.block(revoked, paid).receipts();
        assertThat(receipts.stream().map(chain::name)).as("in one block").containsExactly("OK", "GATE_FAIL");
    }

    @Test
    void domainsSayWhoseCredentialsCount() {
        ByteString email = defined(Kind.KIND_EMAIL);
        ByteString person = defined(Kind.KIND_PERSON);
        expect("OK", AUTHORITY, accredit(email, ISSUER));
        held(ISSUER, offer(email, ALICE), ALICE);
        held(AUTHORITY, offer(person, BOB), BOB);
        Accepted byIssuer =
                Accepted.newBuilder().setType(email).setIssuer(address(ISSUER)).build();
        Accepted byAnyone = Accepted.newBuilder().setType(person).build();
        CreateDomain create = CreateDomain.newBuilder()
                .addAccepts(byIssuer)
                .addAccepts(byAnyone)
                .build();
        expect("BAD_DOMAIN", STRANGER, CreateDomain.getDefaultInstance());
        expect("BAD_DOMAIN", STRANGER, create.toBuilder().addAccepts(byAnyone).build());
        expect(
                "BAD_DOMAIN",
                STRANGER,
                create.toBuilder()
                        .addAccepts(Accepted.newBuilder().setType(NOTHING))
                        .build());
        ByteString domain = chain.event(DomainChanged.class, STRANGER, create).getDomain();
        CredentialTest.Builder any = CredentialTest.newBuilder().setDomain(domain);
        assertThat(holds(ALICE, any)).isTrue();
        assertThat(holds(BOB, any)).isTrue();
        assertThat(holds(POOR, any)).isFalse();
        assertThat(holds(ALICE, any.clone().setType(person))).isFalse();
        assertThat(holds(ALICE, any.clone().setType(email).setMaxAgeS(60))).isTrue();
        chain.pass(DAY);
        assertThat(holds(ALICE, any.clone().setType(email).setMaxAgeS(60))).isFalse();
        EditDomain edit =
                EditDomain.newBuilder().setDomain(domain).addAccepts(byAnyone).build();
        expect("NOT_FOUND", STRANGER, edit.toBuilder().setDomain(NOTHING).build());
        expect("NOT_OWNER", ALICE, edit);
        expect("BAD_DOMAIN", STRANGER, edit.toBuilder().clearAccepts().build());
        expect("OK", STRANGER, edit);
        assertThat(holds(ALICE, any)).isFalse();
        assertThat(holds(BOB, any)).isTrue();
        DeleteDomain delete = DeleteDomain.newBuilder().setDomain(domain).build();
        expect("NOT_FOUND", STRANGER, delete.toBuilder().setDomain(NOTHING).build());
        expect("NOT_OWNER", ALICE, delete);
        expect("OK", STRANGER, delete);
        assertThat(holds(BOB, any)).isFalse();
        ByteString poors = chain.event(DomainChanged.class, POOR, create).getDomain();
        EditDomain more = EditDomain.newBuilder()
                .setDomain(poors)
                .addAccepts(byAnyone)
                .addAccepts(byIssuer)
                .addAccepts(byIssuer.toBuilder().setIssuer(address(BOB)))
                .addAccepts(byIssuer.toBuilder().setIssuer(address(ALICE)))
                .build();
        chain.drainFor(POOR, more);
        expect("DEPOSIT", POOR, more);
        chain.run(AUTHORITY, send("", POOR, 10_000_000));
        chain.drainFor(POOR, create);
        expect("DEPOSIT", POOR, create);
        assertThat(chain.ask(
                                "ssi/statusList",
                                StatusListQuery.newBuilder()
                                        .setIssuer(address(POOR))
                                        .setPurpose(Purpose.PURPOSE_SUSPENSION)
                                        .build(),
                                StatusListResult.getDefaultInstance())
                        .getBits()
                        .size())
                .isEqualTo(16_384);
    }
}
