package io.ixi.cli.chat;

import io.ixi.consensus.codec.MalformedException;
import io.ixi.consensus.codec.Reader;
import io.ixi.consensus.codec.Writer;
import io.ixi.consensus.types.Bytes;
import io.ixi.consensus.types.Hash;
import io.ixi.vm.kernel.Address;
import io.ixi.vm.kernel.crypto.MlDsaVerifier;
import io.ixi.vm.kernel.crypto.SigningKey;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * What begins an epoch of a group: who is in it, signed by who made it. Its hash is the {@code commit_hash} of
 * chat.CreateGroup or chat.Commit, so the chain says which of two counts.
 *
 * @param group its id on the chain, 20 bytes
 * @param previous the commit before; zero for the first
 * @param author its place among the members
 */
record Epoch(Bytes group, long number, Hash previous, int author, List<KeyPackage> members, Bytes signature) {
    static final int MAX_MEMBERS = 32;

    private static final byte[] CONTEXT = "IXI-chat-epoch-v1".getBytes(StandardCharsets.US_ASCII);
    private static final int MAX_ID_BYTES = 20;
    private static final int MAX_SIGNATURE_BYTES = 5_000;

    static Epoch signed(SigningKey key, Bytes group, long number, Hash previous, int author, List<KeyPackage> members) {
        Epoch draft = new Epoch(group, number, previous, author, members, Bytes.EMPTY);
        byte[] signature = key.sign(CONTEXT, draft.body(), new byte[SigningKey.SEED_BYTES]);
        return new Epoch(group, number, previous, author, members, Bytes.wrap(signature));
    }

    private byte[] body() {
        return new Writer()
                .bytes(group)
                .u63(number)
                .hash(previous)
                .u16(author)
                .list(members, (writer, member) -> member.write(writer))
                .toByteArray();
    }

    byte[] encode() {
        return new Writer().bytes(Bytes.wrap(body())).bytes(signature).toByteArray();
    }

    Hash hash() {
        return Hash.sha256(encode());
    }

    static Epoch decode(byte[] encoded) throws ChatException {
        try {
            return Reader.decode(encoded, outer -> {
                Bytes body = outer.bytes(Relay.MAX_BYTES);
                Bytes signature = outer.bytes(MAX_SIGNATURE_BYTES);
                return Reader.decode(
                        body.unsafeArray(),
                        reader -> new Epoch(
                                reader.bytes(MAX_ID_BYTES),
                                reader.u63(),
                                reader.hash(),
                                reader.u16(),
                                reader.list(MAX_MEMBERS, KeyPackage::read),
                                signature));
            });
        } catch (MalformedException e) {
            throw new ChatException("not an epoch");
        }
    }

    /** Everybody signed for themselves, and one of them for all. */
    void check() throws ChatException {
        if (author >= members.size()) {
            throw new ChatException("an epoch of nobody");
        }
        for (KeyPackage member : members) {
            member.check();
        }
        KeyPackage who = members.get(author);
        boolean signed =
                MlDsaVerifier.verify(who.scheme(), who.accountKey().toArray(), CONTEXT, body(), signature.toArray());
        if (!signed) {
            throw new ChatException("an epoch that its author did not sign");
        }
    }

    int place(Address account) {
        for (int i = 0; i < members.size(); i++) {
            if (members.get(i).account().equals(account)) {
                return i;
            }
        }
        return -1;
    }
}
