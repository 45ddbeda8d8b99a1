package io.ixi.cli.chat;

import io.ixi.consensus.codec.MalformedException;
import io.ixi.consensus.codec.Reader;
import io.ixi.consensus.codec.Writer;
import io.ixi.consensus.types.Bytes;
import io.ixi.consensus.types.Hash;
import io.ixi.vm.kernel.Address;
import io.ixi.vm.kernel.crypto.SigningKey;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Somebody who chats: an account's key, the secrets of its key packages and of the groups that it is in. Two people are
 * a group of two. Every epoch has a fresh secret under everybody's ML-KEM-768 key, so who was removed reads nothing
 * later and who joins reads nothing earlier; its author replaces its own key. Secrets are in memory only. For one
 * thread.
 */
public final class ChatMember {
    private static final byte[] INBOX = "IXI-chat-inbox-v1".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] PACKAGE = "IXI-chat-package-v1".getBytes(StandardCharsets.US_ASCII);
    private static final int MAX_ENCAPSULATION = 1_200;
    private static final int MAX_WELCOME = 200;
    private static final int MAX_PAGES = 100;
    /** Key packages, and places in boxes, that are remembered. */
    private static final int REMEMBERED = 256;

    private static final int MAX_EPOCHS = 8;
    private static final int MAX_WAITING = 8;
    private static final SecureRandom RANDOM = new SecureRandom();

    private final SigningKey key;
    private final Relay relay;
    private final Map<Hash, PrivateKey> packages = latest();
    private final Map<Hash, Long> read = latest();
    private final Map<Bytes, List<Session>> groups = new TreeMap<>();
    /** Epochs that the chain had not accepted when it was asked. */
    private final List<Session> waiting = new ArrayList<>();

    private static <V> Map<Hash, V> latest() {
        return new LinkedHashMap<>() {
            private static final long serialVersionUID = 1;

            @Override
            protected boolean removeEldestEntry(Map.Entry<Hash, V> eldest) {
                return size() > REMEMBERED;
            }
        };
    }

    public ChatMember(SigningKey key, Relay relay) {
        this.key = key;
        this.relay = relay;
    }

    public Address address() {
        return Address.of(key.scheme().number(), key.publicKey());
    }

    /** Which commit the chain accepted as the beginning of an epoch. */
    @FunctionalInterface
    public interface Order {
        /** @throws IOException if the chain cannot be asked */
        boolean accepted(Bytes group, long epoch, Hash commit) throws IOException;
    }

    /** A new key package, with its bytes at the relay. Its hash belongs on the chain. */
    public KeyPackage publish() throws IOException {
        KeyPackage made = make();
        relay.put(packageBox(made.hash()), made.encode());
        return made;
    }

    private KeyPackage make() {
        var pair = Crypto.kemPair();
        KeyPackage made = KeyPackage.of(key, Bytes.wrap(pair.getPublic().getEncoded()));
        packages.put(made.hash(), pair.getPrivate());
        return made;
    }

    private static Hash packageBox(Hash hash) {
        return Hash.sha256(PACKAGE, hash.toBytes());
    }

    private static Hash inbox(Hash hash) {
        return Hash.sha256(INBOX, hash.toBytes());
    }

    /** The key package with a hash that the chain gave, from the relay. */
    public KeyPackage fetch(Hash hash) throws IOException, ChatException {
        for (Bytes found : relay.get(packageBox(hash), 0).entries()) {
            if (Hash.sha256(found.unsafeArray()).equals(hash)) {
                return KeyPackage.decode(found);
            }
        }
        throw new ChatException("the relay does not have the key package");
    }

    /** An epoch that was made and is not begun: first the chain must take its commit. */
    public final class Proposal {
        private final Epoch epoch;
        private final byte[] fresh;

        private Proposal(Epoch epoch, byte[] fresh) {
            this.epoch = epoch;
            this.fresh = fresh;
        }

        /** For chat.CreateGroup or chat.Commit. */
        public Hash commit() {
            return epoch.hash();
        }

        /** The chain took it: tells everybody else and begins it. */
        public void begin() throws IOException, ChatException {
            relay.put(
                    Crypto.box(fresh, "epoch"),
                    Bytes.wrap(Crypto.encrypt(Crypto.derive(fresh, "epoch key"), epoch.encode(), new byte[0])));
            byte[] welcome = new Writer().raw(Bytes.wrap(fresh)).hash(commit()).toByteArray();
            for (KeyPackage member : epoch.members()) {
                if (!member.account().equals(address())) {
                    Crypto.Sealed sealed =
                            Crypto.encapsulate(Crypto.kemKey(member.kemKey().toArray()));
                    byte[] wrapKey = Crypto.derive(
                            sealed.secret().unsafeArray(),
                            "welcome",
                            member.hash().toBytes());
                    byte[] wrapped = Crypto.encrypt(wrapKey, welcome, new byte[0]);
                    relay.put(
                            inbox(member.hash()),
                            new Writer()
                                    .bytes(sealed.encapsulation())
                                    .bytes(Bytes.wrap(wrapped))
                                    .toBytes());
                }
            }
            enter(epoch, fresh);
        }
    }

    private static byte[] secret(Epoch epoch, byte[] fresh) {
        return Crypto.derive(fresh, "secret", epoch.hash().toBytes());
    }

    private void enter(Epoch epoch, byte[] fresh) {
        enter(new Session(epoch, secret(epoch, fresh)));
    }

    /** Messages of the latest epochs can still be read. */
    private void enter(Session session) {
        List<Session> sessions = groups.computeIfAbsent(session.epoch().group(), none -> new ArrayList<>());
        sessions.add(session);
        if (sessions.size() > MAX_EPOCHS) {
            sessions.removeFirst();
        }
    }

    private Proposal propose(Bytes group, long number, Hash previous, List<KeyPackage> others) throws ChatException {
        List<KeyPackage> members = new ArrayList<>(others);
        members.add(make());
        if (members.size() > Epoch.MAX_MEMBERS) {
            throw new ChatException("a group has at most " + Epoch.MAX_MEMBERS + " members");
        }
        byte[] fresh = new byte[Crypto.KEY_BYTES];
        RANDOM.nextBytes(fresh);
        return new Proposal(Epoch.signed(key, group, number, previous, members.size() - 1, members), fresh);
    }

    /** A new group of the signer and those whose packages these are. */
    public Proposal create(Bytes group, List<KeyPackage> others) throws ChatException {
        return propose(group, 0, Hash.ZERO, others);
    }

    /** The next epoch: without some members, with some new ones. Neither: fresh keys for all. */
    public Proposal change(Bytes group, List<Address> without, List<KeyPackage> with) throws ChatException {
        Session now = session(group);
        List<KeyPackage> others = new ArrayList<>(with);
        for (KeyPackage member : now.epoch().members()) {
            if (!member.account().equals(address()) && !without.contains(member.account())) {
                others.add(member);
            }
        }
        return propose(group, now.epoch().number() + 1, now.epoch().hash(), others);
    }

    private Session session(Bytes group) throws ChatException {
        List<Session> sessions = groups.get(group);
        if (sessions == null) {
            throw new ChatException("not in this group");
        }
        return sessions.getLast();
    }

    /** The groups that this member is in, by id. */
    public List<Bytes> groups() {
        return List.copyOf(groups.keySet());
    }

    /** Who is in the group's latest epoch, this member too. */
    public List<Address> members(Bytes group) throws ChatException {
        return session(group).epoch().members().stream()
                .map(KeyPackage::account)
                .toList();
    }

    public long epoch(Bytes group) throws ChatException {
        return session(group).epoch().number();
    }

    /** Takes in every epoch that others began and the chain accepted; how many. */
    public int sync(Order order) throws IOException {
        for (Map.Entry<Hash, PrivateKey> own : List.copyOf(packages.entrySet())) {
            for (Bytes entry : next(inbox(own.getKey()))) {
                welcome(own.getKey(), own.getValue(), entry).ifPresent(waiting::add);
            }
        }
        int begun = 0;
        for (Session session : List.copyOf(waiting)) {
            Epoch epoch = session.epoch();
            if (!follows(epoch)) {
                waiting.remove(session);
            } else if (order.accepted(epoch.group(), epoch.number(), epoch.hash())) {
                waiting.remove(session);
                enter(session);
                begun++;
            }
        }
        while (waiting.size() > MAX_WAITING) {
            waiting.removeFirst();
        }
        return begun;
    }

    private List<Bytes> next(Hash box) throws IOException {
        List<Bytes> all = new ArrayList<>();
        for (int pages = 0; pages < MAX_PAGES; pages++) {
            Relay.Page page = relay.get(box, read.getOrDefault(box, 0L));
            read.put(box, page.next());
            if (page.entries().isEmpty()) {
                break;
            }
            all.addAll(page.entries());
        }
        return all;
    }

    /** Empty: nonsense; anybody can write into an inbox. */
    private Optional<Session> welcome(Hash hash, PrivateKey secret, Bytes entry) throws IOException {
        try {
            Reader reader = new Reader(entry.unsafeArray());
            byte[] encapsulation = reader.bytes(MAX_ENCAPSULATION).toArray();
            byte[] wrapped = reader.bytes(MAX_WELCOME).toArray();
            reader.end();
            byte[] wrapKey = Crypto.derive(Crypto.decapsulate(secret, encapsulation), "welcome", hash.toBytes());
            Reader welcome = new Reader(Crypto.decrypt(wrapKey, wrapped, new byte[0]));
            byte[] fresh = welcome.raw(Crypto.KEY_BYTES).toArray();
            Hash commit = welcome.hash();
            for (Bytes body : relay.get(Crypto.box(fresh, "epoch"), 0).entries()) {
                Epoch epoch =
                        Epoch.decode(Crypto.decrypt(Crypto.derive(fresh, "epoch key"), body.toArray(), new byte[0]));
                epoch.check();
                if (epoch.hash().equals(commit) && epoch.place(address()) >= 0) {
                    return Optional.of(new Session(epoch, secret(epoch, fresh)));
                }
            }
            return Optional.empty();
        } catch (ChatException | MalformedException e) {
            return Optional.empty();
        }
    }

    /** An epoch of a group that this member is in is made by a member of the one before. */
    private boolean follows(Epoch epoch) {
        List<Session> sessions = groups.get(epoch.group());
        if (sessions == null) {
            return true;
        }
        Epoch before = sessions.getLast().epoch();
        Address author = epoch.members().get(epoch.author()).account();
        boolean next = epoch.number() == before.number() + 1;
        return epoch.number() > before.number()
                && before.place(author) >= 0
                && (!next || epoch.previous().equals(before.hash()));
    }

    public void send(Bytes group, String text) throws IOException, ChatException {
        Session session = session(group);
        int place = session.epoch().place(address());
        relay.put(session.box(), session.seal(key, place, text.getBytes(StandardCharsets.UTF_8)));
    }

    /** Messages of others that were not read yet, of all epochs that this member is in. */
    public List<Session.Message> receive(Bytes group) throws IOException {
        List<Session.Message> messages = new ArrayList<>();
        for (Session session : groups.getOrDefault(group, List.of())) {
            for (Bytes entry : next(session.box())) {
                try {
                    Session.Message message = session.open(entry);
                    if (!message.from().equals(address())) {
                        messages.add(message);
                    }
                } catch (ChatException e) {
                    // anybody who knew the box can write into it, once a member included
                }
            }
        }
        return messages;
    }
}
