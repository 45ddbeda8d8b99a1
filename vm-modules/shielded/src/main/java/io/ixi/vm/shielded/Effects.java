package io.ixi.vm.shielded;

import com.google.protobuf.ByteString;
import io.ixi.consensus.types.Bytes;
import io.ixi.consensus.types.Hash;
import io.ixi.vm.kernel.Address;
import io.ixi.vm.shielded.proto.Series;
import io.ixi.zkp.hash.Quad;
import io.ixi.zkp.statement.Bytes32;
import io.ixi.zkp.statement.Total;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** The parts of statements that bind a proof to its message: what wallets put in and the chain checks. */
public final class Effects {
    private static final byte[] TRANSFER = "IXI-shielded-effects".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] TOTAL = "IXI-shielded-total".getBytes(StandardCharsets.US_ASCII);

    private Effects() {}

    public static Bytes32 chain(Hash chain) {
        return Bytes32.of(chain.toBytes());
    }

    /**
     * SHA-256 over a tag, who carries the message (and gets its fee), who gets what is withdrawn (32 zero bytes:
     * nobody), and the SHA-256 of each encrypted note.
     */
    public static Bytes32 of(Address signer, Address to, ByteString firstSealed, ByteString secondSealed) {
        return Bytes32.of(Hash.sha256(
                        TRANSFER,
                        signer.hash().toBytes(),
                        to.hash().toBytes(),
                        Hash.sha256(firstSealed.toByteArray()).toBytes(),
                        Hash.sha256(secondSealed.toByteArray()).toBytes())
                .toBytes());
    }

    /** SHA-256 over a tag, the series' id and its purpose. */
    public static Bytes32 purpose(Bytes series, ByteString purpose) {
        return Bytes32.of(
                Hash.sha256(TOTAL, series.unsafeArray(), purpose.toByteArray()).toBytes());
    }

    /** The statement of a total. */
    static Total total(Hash chain, Bytes id, Series series, List<Quad> records, long sum) {
        return new Total(
                chain(chain),
                series.getNumber(),
                series.getLow(),
                series.getHigh(),
                records,
                sum,
                purpose(id, series.getPurpose()));
    }
}
