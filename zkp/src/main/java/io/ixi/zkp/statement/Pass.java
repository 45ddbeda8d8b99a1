package io.ixi.zkp.statement;

import io.ixi.zkp.circuit.Builder;
import io.ixi.zkp.circuit.Circuit;
import io.ixi.zkp.circuit.Linear;
import io.ixi.zkp.circuit.Profile;
import io.ixi.zkp.circuit.Public;
import io.ixi.zkp.circuit.PublicWord;
import io.ixi.zkp.circuit.Word;
import io.ixi.zkp.field.Goldilocks;
import io.ixi.zkp.hash.Quad;
import io.ixi.zkp.proof.Verifier;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;

/**
 * A pass from a credential: the maker holds an unrevoked, unexpired credential of a type by an issuer that is
 * accredited
 * for the type, and one of its claims is in a range, or in a set, or both. Says neither who the holder is, nor which
 * issuer, credential or value it was. The pseudonym is a function of holder and context: the same person cannot act
 * twice in one context, and pseudonyms of different contexts cannot be linked.
 *
 * <p>An issuer keeps a tree of credentials, where a revoked one is replaced by zeros; the registry keeps a tree of
 * (root of an issuer's tree, type it is accredited for). The ledger checks that {@code registry} is a recent root, that
 * {@code today} is today, and that {@code nonce} is the verifier's.
 *
 * @param chain the chain's identity
 * @param type the credential type's number, below p
 * @param today a number below 2^60; the credential's expiry is not below it
 * @param claim which claim is meant, 0..15
 * @param range the bounds of the claim's value, if it is a number below 2^60
 * @param set the root of a tree of allowed values, if the value must be in a set
 * @param context what the pseudonym is for
 * @param nonce chosen by the verifier, so that a pass cannot be replayed
 */
public record Pass(
        Bytes32 chain,
        Quad registry,
        long type,
        long today,
        int claim,
        Optional<Range> range,
        Optional<Quad> set,
        Quad context,
        Quad pseudonym,
        Bytes32 nonce)
        implements Statement {
    static final byte KIND = 2;

    /** Claims of a credential. */
    public static final int CLAIMS = 16;

    /** Levels of an issuer's tree. */
    public static final int CREDENTIALS = 32;

    /** Levels of the registry, and of a set of allowed values. */
    public static final int ISSUERS = 16;

    public static final int MEMBERS = 16;

    private static final int BYTES = 2 + 6 * 32 + 2 * Long.BYTES + 1 + 1 + 2 * Long.BYTES + 1;

    /** Both bounds belong to the range; 0 <= low <= high < 2^60. */
    public record Range(long low, long high) {
        public Range {
            if (!valid(low, high)) {
                throw new IllegalArgumentException("not a range");
            }
        }

        static boolean valid(long low, long high) {
            return low >= 0 && low <= high && high < Transfer.LIMIT;
        }
    }

    /** Throws {@link IllegalArgumentException} for a number out of range. */
    public Pass {
        if (!valid(type, today, claim)) {
            throw new IllegalArgumentException("not a pass");
        }
    }

    private static boolean valid(long type, long today, int claim) {
        return Goldilocks.isCanonical(type) && Transfer.isAmount(today) && claim >= 0 && claim < CLAIMS;
    }

    private static final class Compiled {
        static final Verifier VERIFIER = new Verifier(program());
    }

    /** The circuit of all passes. */
    public static Circuit circuit() {
        return Compiled.VERIFIER.circuit();
    }

    @Override
    public Verifier verifier() {
        return Compiled.VERIFIER;
    }

    @Override
    public byte[] encode() {
        ByteBuffer out = ByteBuffer.allocate(BYTES).order(ByteOrder.LITTLE_ENDIAN);
        out.put(KIND).put((byte) VERSION);
        chain.write(out);
        registry.write(out);
        out.putLong(type).putLong(today).put((byte) claim);
        out.put((byte) (range.isPresent() ? 1 : 0));
        out.putLong(range.map(Range::low).orElse(0L))
                .putLong(range.map(Range::high).orElse(0L));
        out.put((byte) (set.isPresent() ? 1 : 0));
        set.orElse(Quad.ZERO).write(out);
        context.write(out);
        pseudonym.write(out);
        nonce.write(out);
        return out.array();
    }

    static Optional<Pass> read(byte[] bytes) {
        if (bytes.length != BYTES) {
            return Optional.empty();
        }
        Fields in = new Fields(bytes, 2);
        Bytes32 chain = in.bytes();
        Quad registry = in.quad();
        long type = in.number();
        long today = in.number();
        int claim = in.octet();
        int ranged = in.octet();
        long low = in.number();
        long high = in.number();
        int listed = in.octet();
        Quad set = in.quad();
        boolean absent = (ranged == 1 || (low | high) == 0) && (listed == 1 || set.equals(Quad.ZERO));
        boolean inBounds = valid(type, today, claim) && Range.valid(low, high) && ranged <= 1 && listed <= 1;
        Quad context = in.quad();
        Quad pseudonym = in.quad();
        if (!absent || !inBounds || !in.canonical()) {
            return Optional.empty();
        }
        Optional<Range> range = ranged == 1 ? Optional.of(new Range(low, high)) : Optional.empty();
        Optional<Quad> values = listed == 1 ? Optional.of(set) : Optional.empty();
        return Optional.of(
                new Pass(chain, registry, type, today, claim, range, values, context, pseudonym, in.bytes()));
    }

    @Override
    public long[] publicInputs() {
        Vector vector = new Vector(Compiled.VERIFIER.circuit().publicInputs());
        vector.put(registry);
        vector.put(pseudonym);
        vector.put(context);
        vector.put(set.orElse(Quad.ZERO));
        vector.put(type, 0, 0, 0);
        long[] chosen = new long[CLAIMS];
        chosen[claim] = 1;
        vector.put(chosen);
        long ranged = range.isPresent() ? 1 : 0;
        vector.put(
                today,
                ranged,
                range.map(Range::low).orElse(0L),
                range.map(Range::high).orElse(0L));
        vector.put(set.isPresent() ? 1 : 0);
        return vector.vector();
    }

    private static Circuit program() {
        Builder b = new Builder("credential pass 1", Profile.SMALL, 11, 3);
        PublicWord registry = b.publicWord();
        PublicWord pseudonym = b.publicWord();
        PublicWord context = b.publicWord();
        PublicWord set = b.publicWord();
        PublicWord type = b.publicWord();
        Public[] chosen = new Public[CLAIMS];
        for (int i = 0; i < CLAIMS; i++) {
            chosen[i] = b.publicInput();
        }
        Public today = b.publicInput();
        Public ranged = b.publicInput();
        Public low = b.publicInput();
        Public high = b.publicInput();
        Public listed = b.publicInput();

        Word secret = b.secret();
        b.equal("pseudonym", b.hash(Tags.PSEUDONYM, secret, context), pseudonym);
        Word holder = b.hash(Tags.HOLDER, secret);
        Word head = b.secret();
        Word[] claims = {b.secret(), b.secret(), b.secret(), b.secret()};
        Word salt = b.secret();
        Word leaf = b.hash(Tags.CREDENTIAL, head, holder, claims[0], claims[1], claims[2], claims[3], salt);
        b.zero("the credential's type", head.at(0).minus(type.at(0)));
        b.below61Bits("the credential has not expired", head.at(1).minus(today));

        Word value = b.secret();
        Linear first = sum(claims[0], chosen, 0).plus(sum(claims[1], chosen, 4));
        b.zero("the chosen claim of the first eight", first.minus(value.at(1)));
        Linear second = sum(claims[2], chosen, 8).plus(sum(claims[3], chosen, 12));
        b.zero("the chosen claim", second.plus(value.at(1)).minus(value.at(0)));
        b.below61Bits(
                "the claim is not below the range", value.at(0).times(ranged).minus(low));
        b.below61Bits(
                "the claim is not above the range",
                Linear.of(high).minus(value.at(0).times(ranged)));

        Word issued = b.climb(Tags.CREDENTIAL_NODE, leaf, CREDENTIALS);
        Word accredited = b.hash(Tags.ISSUER, issued, type);
        b.equal("the issuer is accredited", b.climb(Tags.ISSUER_NODE, accredited, ISSUERS), registry);

        Word member = b.secret();
        Word element = b.hash(Tags.MEMBER, member);
        b.zero("the member is the claim", member.at(0).minus(value.at(0)));
        for (int lane = 1; lane < 4; lane++) {
            b.zero("the member is one element", member.at(lane));
        }
        b.equalIf("the claim is in the set", listed, b.climb(Tags.MEMBER_NODE, element, MEMBERS), set);
        return b.build();
    }

    private static Linear sum(Word claims, Public[] chosen, int from) {
        Linear sum = Linear.constant(0);
        for (int lane = 0; lane < 4; lane++) {
            sum = sum.plus(claims.at(lane).times(chosen[from + lane]));
        }
        return sum;
    }
}
