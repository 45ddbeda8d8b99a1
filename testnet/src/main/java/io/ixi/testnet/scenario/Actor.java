package io.ixi.testnet.scenario;

import com.google.protobuf.ByteString;
import io.ixi.cli.prove.WalletSecrets;
import io.ixi.consensus.types.Bytes;
import io.ixi.consensus.types.Hash;
import io.ixi.vm.kernel.Address;
import io.ixi.vm.kernel.crypto.Scheme;
import io.ixi.vm.kernel.crypto.SigningKey;
import io.ixi.vm.kernel.proto.Key;
import io.ixi.vm.kernel.proto.Signature;
import io.ixi.vm.kernel.tx.Domain;
import io.ixi.vm.kernel.tx.Draft;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Somebody with an account. Keys follow from the run and the name; they guard nothing of value. */
final class Actor {
    private static final byte[] TAG = "scenario".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] PLAIN = new byte[SigningKey.SEED_BYTES];

    private final String name;
    private final SigningKey key;
    private final Address address;

    private Actor(String name, SigningKey key, Address address) {
        this.name = name;
        this.key = key;
        this.address = address;
    }

    /** @param run tells the accounts of one run from those of another */
    static Actor of(long run, String name) {
        SigningKey key = key(run, name, Scheme.ML_DSA_44);
        return new Actor(name, key, Address.of(key.scheme().number(), key.publicKey()));
    }

    private static SigningKey key(long run, String name, Scheme scheme) {
        return SigningKey.fromSeed(scheme, seed(run, name));
    }

    /** The seed of somebody's first key, for processes that act in its name. */
    static byte[] seed(long run, String name) {
        byte[] number = ByteBuffer.allocate(8).putLong(run).array();
        byte[] text = name.getBytes(StandardCharsets.UTF_8);
        return Hash.sha256(TAG, number, text).toBytes();
    }

    /** The same account with a key of its own choice. */
    Actor with(long run, String keyName, Scheme scheme) {
        return new Actor(name, key(run, keyName, scheme), address);
    }

    String name() {
        return name;
    }

    Address address() {
        return address;
    }

    ByteString bytes() {
        return address.toByteString();
    }

    /** What the account's wallet proves with. */
    WalletSecrets secrets() {
        return WalletSecrets.of(key);
    }

    Key publicKey() {
        return Draft.key(key.scheme(), key.publicKey());
    }

    /** For what is signed besides transactions. */
    SigningKey secret() {
        return key;
    }

    /** Its signature of a draft. */
    Signature signature(Draft draft) {
        byte[] signature = key.sign(Domain.txContext(), draft.signingHash().toBytes(), PLAIN);
        return Signature.newBuilder()
                .setScheme(key.scheme().number())
                .setSignature(ByteString.copyFrom(signature))
                .build();
    }

    /** The draft with its signature alone. */
    Bytes signed(Draft draft) {
        return draft.signed(List.of(signature(draft)));
    }
}
