package io.ixi.zkp.statement;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ixi.zkp.field.Goldilocks;
import io.ixi.zkp.hash.Quad;
import io.ixi.zkp.hash.WordTree;
import io.ixi.zkp.prover.BrokenWitnessException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PassTest {
    private static final long DIPLOMA = 41;
    private static final long TODAY = 20_000;
    private static final int BIRTH = 3;
    private static final int COUNTRY = 12;
    private static final Quad CONTEXT = new Quad(1, 2, 3, 4);
    private static final Bytes32 NONCE = new Bytes32(5, 6, 7, 8);

    private final World world = new World(12);
    private final Quad secret = world.quad();
    private final long country = Goldilocks.P - 3;
    private final Credential credential = credential(secret, DIPLOMA, TODAY);
    private final WordTree issuer = new WordTree(Tags.CREDENTIAL_NODE, Pass.CREDENTIALS);
    private final WordTree registry = new WordTree(Tags.ISSUER_NODE, Pass.ISSUERS);
    private final WordTree countries = new WordTree(Tags.MEMBER_NODE, Pass.MEMBERS);
    private final int issued;
    private int accredited;

    PassTest() {
        issuer.append(world.quad().toArray());
        issued = issuer.append(credential.leaf().toArray());
        registry.append(world.quad().toArray());
        accredited = registry.append(
                Credential.accreditation(Quad.of(issuer.root()), DIPLOMA).toArray());
        countries.append(Credential.member(7).toArray());
        countries.append(Credential.member(country).toArray());
    }

    private Credential credential(Quad holderSecret, long type, long expiry) {
        List<Long> claims = new ArrayList<>();
        for (int i = 0; i < Pass.CLAIMS; i++) {
            claims.add(world.element());
        }
        claims.set(BIRTH, 1990L);
        claims.set(COUNTRY, country);
        return new Credential(type, expiry, 77, Credential.holder(holderSecret), claims, world.quad());
    }

    private Pass pass(int claim, Optional<Pass.Range> range, Optional<Quad> set) {
        Quad pseudonym = Credential.pseudonym(secret, CONTEXT);
        return new Pass(
                World.CHAIN, Quad.of(registry.root()), DIPLOMA, TODAY, claim, range, set, CONTEXT, pseudonym, NONCE);
    }

    private Pass born(long low, long high) {
        return pass(BIRTH, Optional.of(new Pass.Range(low, high)), Optional.empty());
    }

    private PassPlan plan() {
        return new PassPlan(
                secret, credential, PassPlan.Place.in(issuer, issued), PassPlan.Place.in(registry, accredited));
    }

    @Test
    void oldEnough() {
        assertThat(world.accepts(born(0, 2005), plan().secrets(BIRTH))).isTrue();
        assertThat(world.accepts(born(1990, 1990), plan().secrets(BIRTH))).isTrue();
        assertThat(world.accepts(born(1000, Transfer.LIMIT - 1), plan().secrets(BIRTH)))
                .isTrue();
    }

    @Test
    void fromOneOfTheseCountries() {
        Pass pass = pass(COUNTRY, Optional.empty(), Optional.of(Quad.of(countries.root())));
        long[] secrets = plan().secrets(COUNTRY, PassPlan.Place.in(countries, 1));
        assertThat(world.accepts(pass, secrets)).isTrue();
        assertBroken(pass, plan().secrets(COUNTRY, PassPlan.Place.in(countries, 0)), "the claim is in the set");
        assertBroken(pass, plan().secrets(BIRTH, PassPlan.Place.in(countries, 1)), "the chosen claim");
    }

    @Test
    void anyHolderOfTheType() {
        assertThat(world.accepts(pass(0, Optional.empty(), Optional.empty()), plan().secrets(0)))
                .isTrue();
    }

    @Test
    void outsideTheRange() {
        assertBroken(born(0, 1989), plan().secrets(BIRTH), "the claim is not above the range");
        assertBroken(born(1991, 2005), plan().secrets(BIRTH), "the claim is not below the range");
        Pass huge = pass(COUNTRY, Optional.of(new Pass.Range(0, 5)), Optional.empty());
        assertBroken(huge, plan().secrets(COUNTRY), "range");
    }

    @Test
    void anotherClaimsValue() {
        assertBroken(born(1990, 1990), plan().secrets(COUNTRY), "the chosen claim");
        for (int lane = 0; lane < 2; lane++) {
            long[] secrets = plan().secrets(BIRTH);
            secrets[4 + 4 + 16 + 4 + lane]++;
            assertBroken(born(1990, 1990), secrets, "the chosen claim");
        }
    }

    @Test
    void expired() {
        Pass later = new Pass(
                World.CHAIN,
                Quad.of(registry.root()),
                DIPLOMA,
                TODAY + 1,
                0,
                Optional.empty(),
                Optional.empty(),
                CONTEXT,
                Credential.pseudonym(secret, CONTEXT),
                NONCE);
        assertBroken(later, plan().secrets(0), "the credential has not expired");
    }

    @Test
    void revoked() {
        PassPlan before = plan();
        issuer.replace(issued, new long[4]);
        registry.replace(
                accredited,
                Credential.accreditation(Quad.of(issuer.root()), DIPLOMA).toArray());
        assertBroken(born(0, 2005), before.secrets(BIRTH), "the issuer is accredited");
        assertBroken(born(0, 2005), plan().secrets(BIRTH), "the issuer is accredited");
    }

    @Test
    void anIssuerThatIsNotAccreditedForTheType() {
        registry.replace(
                accredited,
                Credential.accreditation(Quad.of(issuer.root()), DIPLOMA + 1).toArray());
        assertBroken(born(0, 2005), plan().secrets(BIRTH), "the issuer is accredited");
    }

    @Test
    void anotherType() {
        Pass other = new Pass(
                World.CHAIN,
                Quad.of(registry.root()),
                DIPLOMA + 1,
                TODAY,
                0,
                Optional.empty(),
                Optional.empty(),
                CONTEXT,
                Credential.pseudonym(secret, CONTEXT),
                NONCE);
        assertBroken(other, plan().secrets(0), "the credential's type");
    }

    /** The pseudonym's secret is the credential's holder: neither another name nor another's credential. */
    @Test
    void anotherHolder() {
        Quad other = world.quad();
        PassPlan stolen = new PassPlan(
                other, credential, PassPlan.Place.in(issuer, issued), PassPlan.Place.in(registry, accredited));
        assertBroken(born(0, 2005), stolen.secrets(BIRTH), "pseudonym");
        Pass renamed = new Pass(
                World.CHAIN,
                Quad.of(registry.root()),
                DIPLOMA,
                TODAY,
                BIRTH,
                Optional.empty(),
                Optional.empty(),
                CONTEXT,
                Credential.pseudonym(other, CONTEXT),
                NONCE);
        assertBroken(renamed, plan().secrets(BIRTH), "pseudonym");
        assertBroken(renamed, stolen.secrets(BIRTH), "the issuer is accredited");
    }

    @Test
    void onePseudonymForAContextAndUnrelatedOnesForTwo() {
        Quad elsewhere = new Quad(1, 2, 3, 5);
        assertThat(Credential.pseudonym(secret, CONTEXT)).isEqualTo(Credential.pseudonym(secret, CONTEXT));
        assertThat(Credential.pseudonym(secret, CONTEXT)).isNotEqualTo(Credential.pseudonym(secret, elsewhere));
    }

    @Test
    void everyFieldIsBound() {
        Pass pass = born(0, 2005);
        byte[] proof = world.prove(pass, plan().secrets(BIRTH));
        byte[] bytes = pass.encode();
        assertThat(Statement.verify(bytes, proof)).isTrue();
        int read = 0;
        for (int at = 0; at < bytes.length; at++) {
            byte[] changed = bytes.clone();
            changed[at] ^= 1;
            read += Statement.decode(changed).isPresent() ? 1 : 0;
            assertThat(Statement.verify(changed, proof)).as("byte %d", at).isFalse();
        }
        assertThat(read).isGreaterThan(150);
    }

    @Test
    void decodingIsTotalAndExact() {
        Quad root = Quad.of(countries.root());
        for (Pass pass : List.of(born(3, 2005), pass(5, Optional.empty(), Optional.of(root)))) {
            byte[] bytes = pass.encode();
            assertThat(Statement.decode(bytes)).contains(pass);
            for (int length = 0; length < bytes.length; length++) {
                assertThat(Statement.decode(Arrays.copyOf(bytes, length))).isEmpty();
            }
            for (int at = 0; at < bytes.length; at++) {
                for (int bit = 0; bit < 8; bit++) {
                    byte[] changed = bytes.clone();
                    changed[at] ^= (byte) (1 << bit);
                    Statement.decode(changed)
                            .ifPresent(other -> assertThat(other.encode()).isEqualTo(changed));
                }
            }
        }
    }

    private void assertBroken(Pass pass, long[] secrets, String label) {
        assertThatThrownBy(() -> world.prove(pass, secrets))
                .isInstanceOf(BrokenWitnessException.class)
                .hasMessageContaining(label);
    }
}
