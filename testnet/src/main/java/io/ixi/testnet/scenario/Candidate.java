package io.ixi.testnet.scenario;

import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import io.ixi.consensus.codec.Wire;
import io.ixi.consensus.types.Bytes;
import io.ixi.consensus.types.Hash;
import io.ixi.consensus.types.Subject;
import io.ixi.consensus.types.Vote;
import io.ixi.vm.economy.staking.proto.CreateValidator;
import io.ixi.vm.kernel.crypto.Scheme;
import io.ixi.vm.kernel.crypto.SigningKey;
import java.nio.charset.StandardCharsets;

/** An actor who wants to be a validator's operator, with the key that votes for it. */
final class Candidate {
    private static final int COMMISSION_PPM = 50_000;
    private static final byte[] PLAIN = new byte[SigningKey.SEED_BYTES];

    private final Actor operator;
    private final byte[] seed;
    private final SigningKey voting;

    Candidate(Actor operator) {
        this.operator = operator;
        this.seed = Hash.sha256(ascii("voting"), operator.address().hash().toBytes())
                .toBytes();
        this.voting = SigningKey.fromSeed(Scheme.ML_DSA_44, seed);
    }

    Actor operator() {
        return operator;
    }

    /** Of the voting key. */
    byte[] seed() {
        return seed.clone();
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    /** The message that makes it a validator's operator, with so many ixi. */
    Message create(Hash chain, long bond) {
        byte[] proven = Hash.sha256(chain.toBytes(), operator.address().hash().toBytes())
                .toBytes();
        return CreateValidator.newBuilder()
                .setPublicKey(ByteString.copyFrom(voting.publicKey().toArray()))
                .setProof(ByteString.copyFrom(voting.sign(ascii("IXI-validator-v1"), proven, PLAIN)))
                .setBond(Stage.ixi(bond))
                .setCommissionPpm(COMMISSION_PPM)
                .build();
    }

    /** A vote of its key, as it crosses the network. */
    ByteString vote(Hash chain, Subject subject) {
        byte[] signature = voting.sign(ascii("IXI-vote-v1"), Wire.signingBytes(chain, subject), PLAIN);
        return ByteString.copyFrom(Wire.encode(new Vote(subject, 0, Bytes.wrap(signature))));
    }
}
