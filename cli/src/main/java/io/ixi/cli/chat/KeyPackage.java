package io.ixi.cli.chat;

import io.ixi.consensus.codec.MalformedException;
import io.ixi.consensus.codec.Reader;
import io.ixi.consensus.codec.Writer;
import io.ixi.consensus.types.Bytes;
import io.ixi.consensus.types.Hash;
import io.ixi.vm.kernel.Address;
import io.ixi.vm.kernel.crypto.MlDsaVerifier;
import io.ixi.vm.kernel.crypto.Scheme;
import io.ixi.vm.kernel.crypto.SigningKey;
import java.nio.charset.StandardCharsets;

/**
 * What others need to begin a chat with an account that is away: an ML-KEM-768 key, signed by the account's first key.
 * The chain has its hash ({@code chat.PublishKeyPackages}), a relay its bytes. The first key signs for a chat even
 * after the account took another one: who rotates a key that others may have leaves the groups that it is in.
 */
public record KeyPackage(Scheme scheme, Bytes accountKey, Bytes kemKey, Bytes signature) {
    /** Of the whole, encoded, at most. */
    static final int MAX_BYTES = 10_000;

    private static final byte[] CONTEXT = "IXI-keypkg-v1".getBytes(StandardCharsets.US_ASCII);
    private static final int MAX_KEM_BYTES = 2_000;

    static KeyPackage of(SigningKey account, Bytes kemKey) {
        byte[] signature = account.sign(CONTEXT, kemKey.toArray(), new byte[SigningKey.SEED_BYTES]);
        return new KeyPackage(account.scheme(), account.publicKey(), kemKey, Bytes.wrap(signature));
    }

    /** Whose it is: the address follows from the account's first key. */
    public Address account() {
        return Address.of(scheme.number(), accountKey);
    }

    /** What the chain commits to. */
    public Hash hash() {
        return Hash.sha256(encode().unsafeArray());
    }

    public Bytes encode() {
        return write(new Writer()).toBytes();
    }

    Writer write(Writer writer) {
        return writer.u8(scheme.number()).bytes(accountKey).bytes(kemKey).bytes(signature);
    }

    /** Reads and checks the signature. */
    public static KeyPackage decode(Bytes encoded) throws ChatException {
        try {
            KeyPackage read = Reader.decode(encoded.unsafeArray(), KeyPackage::read);
            read.check();
            return read;
        } catch (MalformedException e) {
            throw new ChatException("not a key package");
        }
    }

    static KeyPackage read(Reader reader) {
        Scheme scheme = Scheme.ofNumber(reader.u8()).orElseThrow(() -> new MalformedException("an unknown scheme"));
        return new KeyPackage(scheme, reader.bytes(MAX_BYTES), reader.bytes(MAX_KEM_BYTES), reader.bytes(MAX_BYTES));
    }

    void check() throws ChatException {
        boolean signed =
                MlDsaVerifier.verify(scheme, accountKey.toArray(), CONTEXT, kemKey.toArray(), signature.toArray());
        if (!signed) {
            throw new ChatException("a key package that its account did not sign");
        }
        Crypto.kemKey(kemKey.toArray());
    }
}
