package io.ixi.vm.ssi.pass;

import io.ixi.consensus.types.Bytes;
import io.ixi.consensus.types.Hash;
import io.ixi.vm.kernel.Address;
import io.ixi.vm.ssi.pass.proto.Verifier;
import io.ixi.zkp.hash.Quad;
import io.ixi.zkp.statement.Bytes32;
import io.ixi.zkp.statement.Pass;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** What a proof for a verifier is about: wallets make it and the chain checks it. */
public final class Presentation {
    private static final byte[] CONTEXT = "IXI-pass-context".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] NONCE = "IXI-pass-nonce".getBytes(StandardCharsets.US_ASCII);
    private static final long DAY_MS = 86_400_000;

    private Presentation() {}

    /** Days since 1970. */
    public static long day(long timeMs) {
        return timeMs / DAY_MS;
    }

    /** What a holder's pseudonym with this verifier follows from: SHA-256 over a tag, the chain and the verifier. */
    public static Quad context(Hash chain, Bytes verifier) {
        return Quad.fromHash(
                Hash.sha256(CONTEXT, chain.toBytes(), verifier.unsafeArray()).toBytes());
    }

    /** SHA-256 over a tag, the account, the verifier and how often the pseudonym was shown: no proof works twice. */
    static Bytes32 nonce(Address account, Bytes verifier, long presented) {
        byte[] number = ByteBuffer.allocate(Long.BYTES).putLong(presented).array();
        return Bytes32.of(Hash.sha256(NONCE, account.hash().toBytes(), verifier.unsafeArray(), number)
                .toBytes());
    }

    /** Who shows what to whom. */
    public record Shown(Address account, Quad registry, long today, Quad pseudonym, long presented) {}

    /** The statement to prove. */
    public static Pass statement(Hash chain, Bytes id, Verifier verifier, Shown shown) {
        Optional<Pass.Range> range = verifier.hasRange()
                ? Optional.of(new Pass.Range(
                        verifier.getRange().getLow(), verifier.getRange().getHigh()))
                : Optional.empty();
        Optional<Quad> set = verifier.hasSet() ? Optional.of(PassState.word(verifier.getSet())) : Optional.empty();
        return new Pass(
                Bytes32.of(chain.toBytes()),
                shown.registry,
                verifier.getTypeNumber(),
                shown.today,
                verifier.getClaim(),
                range,
                set,
                context(chain, id),
                shown.pseudonym,
                nonce(shown.account, id, shown.presented));
    }
}
