package io.ixi.vm.connect.chat;

import com.google.protobuf.ByteString;
import io.ixi.consensus.types.Bytes;
import io.ixi.consensus.types.Hash;
import io.ixi.vm.connect.chat.proto.Contact;
import io.ixi.vm.connect.chat.proto.Group;
import io.ixi.vm.connect.chat.proto.Inbox;
import io.ixi.vm.connect.chat.proto.KeyPackage;
import io.ixi.vm.connect.chat.proto.Parameters;
import io.ixi.vm.connect.chat.proto.Report;
import io.ixi.vm.connect.chat.proto.Taker;
import io.ixi.vm.kernel.Address;
import io.ixi.vm.kernel.ObjectId;
import io.ixi.vm.kernel.state.Overlay;
import io.ixi.vm.kernel.state.Table;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** The only class that touches the module's keys. Ids have 20 bytes; anything else names nothing. */
final class ChatState {
    private static final Table<KeyPackage> PACKAGE = Table.of(KeyPackage.getDefaultInstance());
    private static final Table<Inbox> INBOX = Table.of(Inbox.getDefaultInstance());
    private static final Table<Taker> TAKER = Table.of(Taker.getDefaultInstance());
    private static final Table<Group> GROUP = Table.of(Group.getDefaultInstance());
    private static final Table<Contact> CONTACT = Table.of(Contact.getDefaultInstance());
    private static final Table<Report> REPORT = Table.of(Report.getDefaultInstance());
    private static final Table<Parameters> PARAMETERS = Table.of(Parameters.getDefaultInstance());

    private final Overlay state;

    ChatState(Overlay state) {
        this.state = state;
    }

    /** Who asks whom. */
    record Pair(Address from, Address to) {
        /** Names the deposit and the hold. */
        Bytes bytes() {
            byte[] both = Arrays.copyOf(from.hash().toBytes(), 2 * Hash.BYTES);
            System.arraycopy(to.hash().toBytes(), 0, both, Hash.BYTES, Hash.BYTES);
            return Bytes.wrap(both);
        }

        Hash ref() {
            return Hash.sha256(new byte[] {'a', 's', 'k'}, bytes().unsafeArray());
        }
    }

    static Bytes id(ByteString bytes) {
        return Bytes.wrap(bytes.toByteArray());
    }

    static ByteString bytes(Bytes id) {
        return ByteString.copyFrom(id.unsafeArray());
    }

    @Nullable
    KeyPackage keyPackage(Address account, long number) {
        return PACKAGE.get(state, PACKAGE.key().address(account).u64(number));
    }

    void put(Address account, long number, KeyPackage value) {
        PACKAGE.put(state, PACKAGE.key().address(account).u64(number), value);
    }

    void deletePackage(Address account, long number) {
        PACKAGE.delete(state, PACKAGE.key().address(account).u64(number));
    }

    /** At most 20, in the order of their numbers. */
    NavigableMap<Long, KeyPackage> packages(Address account) {
        NavigableMap<Long, KeyPackage> all = new TreeMap<>();
        PACKAGE.scan(state, PACKAGE.key().address(account), Bytes.EMPTY, (key, value) -> {
            all.put(ByteBuffer.wrap(key.unsafeArray()).getLong(), value);
            return true;
        });
        return all;
    }

    void scanPackages(BiConsumer<Address, KeyPackage> visitor) {
        PACKAGE.scan(state, PACKAGE.key(), Bytes.EMPTY, (key, value) -> {
            visitor.accept(new Address(Hash.of(Arrays.copyOf(key.unsafeArray(), Hash.BYTES))), value);
            return true;
        });
    }

    Inbox inbox(Address account) {
        return INBOX.getOrEmpty(state, INBOX.key().address(account));
    }

    void put(Address account, Inbox inbox) {
        INBOX.put(state, INBOX.key().address(account), inbox);
    }

    void scanInboxes(BiConsumer<Address, Inbox> visitor) {
        INBOX.scan(state, INBOX.key(), Bytes.EMPTY, (key, inbox) -> {
            visitor.accept(new Address(Hash.of(key.toArray())), inbox);
            return true;
        });
    }

    Taker taker(Address account) {
        return TAKER.getOrEmpty(state, TAKER.key().address(account));
    }

    void put(Address account, Taker taker) {
        TAKER.put(state, TAKER.key().address(account), taker);
    }

    @Nullable
    Group group(Bytes id) {
        return id.size() == ObjectId.BYTES ? GROUP.get(state, GROUP.key().raw(id)) : null;
    }

    void put(Bytes id, Group group) {
        GROUP.put(state, GROUP.key().raw(id), group);
    }

    void deleteGroup(Bytes id) {
        GROUP.delete(state, GROUP.key().raw(id));
    }

    @Nullable
    Contact contact(Pair pair) {
        return CONTACT.get(state, CONTACT.key().address(pair.from()).address(pair.to()));
    }

    void put(Pair pair, Contact contact) {
        CONTACT.put(state, CONTACT.key().address(pair.from()).address(pair.to()), contact);
    }

    void delete(Pair pair) {
        CONTACT.delete(state, CONTACT.key().address(pair.from()).address(pair.to()));
    }

    private static Pair pair(Bytes key) {
        byte[] both = key.unsafeArray();
        return new Pair(
                new Address(Hash.of(Arrays.copyOf(both, Hash.BYTES))),
                new Address(Hash.of(Arrays.copyOfRange(both, Hash.BYTES, 2 * Hash.BYTES))));
    }

    void scanContacts(BiConsumer<Pair, Contact> visitor) {
        CONTACT.scan(state, CONTACT.key(), Bytes.EMPTY, (key, contact) -> {
            visitor.accept(pair(key), contact);
            return true;
        });
    }

    void touchedContacts(BiConsumer<Pair, Contact> visitor) {
        CONTACT.written(state, (key, contact) -> {
            contact.ifPresent(value -> visitor.accept(pair(key), value));
            return true;
        });
    }

    @Nullable
    Report report(Bytes id) {
        return id.size() == ObjectId.BYTES ? REPORT.get(state, REPORT.key().raw(id)) : null;
    }

    void put(Bytes id, Report report) {
        REPORT.put(state, REPORT.key().raw(id), report);
    }

    void deleteReport(Bytes id) {
        REPORT.delete(state, REPORT.key().raw(id));
    }

    Parameters parameters() {
        return PARAMETERS.getOrEmpty(state, PARAMETERS.key());
    }

    void put(Parameters parameters) {
        PARAMETERS.put(state, PARAMETERS.key(), parameters);
    }
}
