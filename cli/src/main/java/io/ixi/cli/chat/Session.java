package io.ixi.cli.chat;

import io.ixi.consensus.codec.MalformedException;
import io.ixi.consensus.codec.Reader;
import io.ixi.consensus.codec.Writer;
import io.ixi.consensus.types.Bytes;
import io.ixi.consensus.types.Hash;
import io.ixi.vm.kernel.Address;
import io.ixi.vm.kernel.crypto.MlDsaVerifier;
import io.ixi.vm.kernel.crypto.SigningKey;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Map;
import java.util.TreeMap;

/**
 * Messages of one member in one epoch. Each sender's keys are a chain of hashes that only goes forward, so what was
 * read cannot be read again from what is left. For one thread.
 */
public final class Session {
    static final int MAX_CONTENT = 64 << 10;

    private static final byte[] FRANK = "IXI-frank-v1".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] CONTEXT = "IXI-chat-message-v1".getBytes(StandardCharsets.US_ASCII);
    private static final int PAD = 256;
    private static final int MAX_AHEAD = 64;
    private static final int MAX_SIGNATURE_BYTES = 5_000;
    private static final SecureRandom RANDOM = new SecureRandom();

    private final Epoch epoch;
    private final Hash commit;
    private final Hash box;
    private final Map<Integer, Chain> chains = new TreeMap<>();

    Session(Epoch epoch, byte[] secret) {
        this.epoch = epoch;
        this.commit = epoch.hash();
        this.box = Crypto.box(secret, "messages");
        for (int sender = 0; sender < epoch.members().size(); sender++) {
            byte[] place = ByteBuffer.allocate(Integer.BYTES).putInt(sender).array();
            chains.put(sender, new Chain(Crypto.derive(secret, "sender", place)));
        }
    }

    /** A sender's keys from the next one on, and those that were passed over. */
    private static final class Chain {
        private byte[] next;
        private int number;
        private final TreeMap<Integer, byte[]> skipped = new TreeMap<>();

        Chain(byte[] first) {
            this.next = first;
        }

        private byte[] advance() {
            byte[] key = Crypto.derive(next, "message");
            next = Crypto.derive(next, "next");
            number++;
            return key;
        }

        /** The key of a message; nothing is used up, because anybody may have written its number. */
        byte[] key(int wanted) throws ChatException {
            if (wanted < number) {
                byte[] key = skipped.get(wanted);
                if (key == null) {
                    throw new ChatException("it was read before");
                }
                return key;
            }
            if (wanted - number > MAX_AHEAD) {
                throw new ChatException("too many messages are missing before it");
            }
            byte[] at = next;
            for (int i = number; i < wanted; i++) {
                at = Crypto.derive(at, "next");
            }
            return Crypto.derive(at, "message");
        }

        /** The message was the sender's: its key is gone, those before it wait, the oldest go first. */
        void used(int read) {
            if (read < number) {
                skipped.remove(read);
                return;
            }
            while (number < read) {
                int at = number;
                skipped.put(at, advance());
            }
            advance();
            while (skipped.size() > MAX_AHEAD) {
                skipped.pollFirstEntry();
            }
        }
    }

    Epoch epoch() {
        return epoch;
    }

    /** Where the epoch's messages are. */
    Hash box() {
        return box;
    }

    /**
     * A message that was read. To report it, give the chain {@code commitment}, {@code frankKey} and
     * {@link #contentHash()} (chat.ReportFranked).
     */
    public record Message(Address from, long epoch, int number, Bytes content, Bytes frankKey) {
        public Hash contentHash() {
            return Hash.sha256(frankKey.unsafeArray(), content.unsafeArray());
        }

        public Hash commitment() {
            return Hash.sha256(FRANK, frankKey.unsafeArray(), contentHash().toBytes());
        }
    }

    private byte[] around(int sender, int number) {
        return new Writer().hash(commit).u16(sender).u31(number).toByteArray();
    }

    Bytes seal(SigningKey key, int sender, byte[] content) throws ChatException {
        if (content.length > MAX_CONTENT) {
            throw new ChatException("longer than " + MAX_CONTENT + " bytes");
        }
        Chain chain = chain(sender);
        int number = chain.number;
        byte[] messageKey = chain.advance();
        byte[] frank = new byte[Crypto.KEY_BYTES];
        RANDOM.nextBytes(frank);
        Message message = new Message(
                epoch.members().get(sender).account(), epoch.number(), number, Bytes.wrap(content), Bytes.wrap(frank));
        byte[] signed = signed(message, sender);
        byte[] signature = key.sign(CONTEXT, signed, new byte[SigningKey.SEED_BYTES]);
        Writer body =
                new Writer().bytes(message.content()).raw(message.frankKey()).bytes(Bytes.wrap(signature));
        byte[] bare = body.toByteArray();
        byte[] padded = new byte[(bare.length / PAD + 1) * PAD];
        System.arraycopy(bare, 0, padded, 0, bare.length);
        byte[] sealed = Crypto.encrypt(messageKey, padded, around(sender, number));
        return new Writer().u16(sender).u31(number).bytes(Bytes.wrap(sealed)).toBytes();
    }

    private Chain chain(int sender) throws ChatException {
        Chain chain = chains.get(sender);
        if (chain == null) {
            throw new ChatException("nobody of the group wrote this");
        }
        return chain;
    }

    private byte[] signed(Message message, int sender) {
        return new Writer()
                .raw(Bytes.wrap(around(sender, message.number())))
                .hash(message.commitment())
                .toByteArray();
    }

    /** Reads a message once. */
    Message open(Bytes sealed) throws ChatException {
        try {
            Reader reader = new Reader(sealed.unsafeArray());
            int sender = reader.u16();
            int number = reader.u31();
            byte[] content = reader.bytes(2 * MAX_CONTENT).toArray();
            reader.end();
            Chain chain = chain(sender);
            byte[] body = Crypto.decrypt(chain.key(number), content, around(sender, number));
            Message message = message(sender, number, body);
            chain.used(number);
            return message;
        } catch (MalformedException e) {
            throw new ChatException("not a message");
        }
    }

    private Message message(int sender, int number, byte[] body) throws ChatException {
        Reader reader = new Reader(body);
        Bytes content = reader.bytes(MAX_CONTENT);
        Bytes frank = reader.raw(Crypto.KEY_BYTES);
        byte[] signature = reader.bytes(MAX_SIGNATURE_BYTES).toArray();
        KeyPackage who = epoch.members().get(sender);
        Message message = new Message(who.account(), epoch.number(), number, content, frank);
        boolean own = MlDsaVerifier.verify(
                who.scheme(), who.accountKey().toArray(), CONTEXT, signed(message, sender), signature);
        if (!own) {
            throw new ChatException("another member wrote this in the sender's name");
        }
        return message;
    }
}
