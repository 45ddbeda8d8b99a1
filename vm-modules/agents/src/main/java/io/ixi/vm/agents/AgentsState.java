package io.ixi.vm.agents;

import io.ixi.consensus.types.Bytes;
import io.ixi.consensus.types.Hash;
import io.ixi.vm.agents.proto.AgentCard;
import io.ixi.vm.agents.proto.ByGrantee;
import io.ixi.vm.agents.proto.ByGrantor;
import io.ixi.vm.agents.proto.Grantor;
import io.ixi.vm.agents.proto.Intent;
import io.ixi.vm.agents.proto.LogEntry;
import io.ixi.vm.agents.proto.Mandate;
import io.ixi.vm.agents.proto.OpenOrder;
import io.ixi.vm.agents.proto.Parameters;
import io.ixi.vm.agents.proto.Proposal;
import io.ixi.vm.agents.proto.Rating;
import io.ixi.vm.kernel.Address;
import io.ixi.vm.kernel.ObjectId;
import io.ixi.vm.kernel.state.Key;
import io.ixi.vm.kernel.state.Overlay;
import io.ixi.vm.kernel.state.Table;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.BiPredicate;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The only class that touches the module's keys. Ids have 20 bytes; anything else names nothing. */
final class AgentsState {
    private static final Table<Mandate> MANDATE = Table.of(Mandate.getDefaultInstance());
    private static final Table<ByGrantor> BY_GRANTOR = Table.of(ByGrantor.getDefaultInstance());
    private static final Table<ByGrantee> BY_GRANTEE = Table.of(ByGrantee.getDefaultInstance());
    private static final Table<Grantor> GRANTOR = Table.of(Grantor.getDefaultInstance());
    private static final Table<OpenOrder> ORDER = Table.of(OpenOrder.getDefaultInstance());
    private static final Table<Proposal> PROPOSAL = Table.of(Proposal.getDefaultInstance());
    private static final Table<Intent> INTENT = Table.of(Intent.getDefaultInstance());
    private static final Table<AgentCard> CARD = Table.of(AgentCard.getDefaultInstance());
    private static final Table<Rating> RATING = Table.of(Rating.getDefaultInstance());
    private static final Table<LogEntry> LOG = Table.of(LogEntry.getDefaultInstance());
    private static final Table<Parameters> PARAMETERS = Table.of(Parameters.getDefaultInstance());

    private final Overlay state;

    AgentsState(Overlay state) {
        this.state = state;
    }

    /** Where an order's hold is. */
    record OrderKey(Address grantor, int module, Hash ref, String asset) {}

    @Nullable
    Mandate mandate(Bytes id) {
        return id.size() == ObjectId.BYTES ? MANDATE.get(state, MANDATE.key().raw(id)) : null;
    }

    void put(Bytes id, Mandate mandate) {
        MANDATE.put(state, MANDATE.key().raw(id), mandate);
    }

    /** Lists a new mandate under both accounts. */
    void list(Bytes id, Address grantor, Address grantee) {
        BY_GRANTOR.put(
                state,
                BY_GRANTOR.key().address(grantor).raw(id),
                ByGrantor.newBuilder().setListed(true).build());
        BY_GRANTEE.put(
                state,
                BY_GRANTEE.key().address(grantee).raw(id),
                ByGrantee.newBuilder().setListed(true).build());
    }

    void delete(Bytes id, Address grantor, Address grantee) {
        MANDATE.delete(state, MANDATE.key().raw(id));
        BY_GRANTOR.delete(state, BY_GRANTOR.key().address(grantor).raw(id));
        BY_GRANTEE.delete(state, BY_GRANTEE.key().address(grantee).raw(id));
    }

    void scanByGrantor(Address grantor, Bytes after, Predicate<Bytes> visitor) {
        BY_GRANTOR.scan(state, BY_GRANTOR.key().address(grantor), after, (id, row) -> visitor.test(id));
    }

    void scanByGrantee(Address grantee, Bytes after, Predicate<Bytes> visitor) {
        BY_GRANTEE.scan(state, BY_GRANTEE.key().address(grantee), after, (id, row) -> visitor.test(id));
    }

    void scanMandates(BiConsumer<Bytes, Mandate> visitor) {
        MANDATE.scan(state, MANDATE.key(), Bytes.EMPTY, (id, mandate) -> {
            visitor.accept(id, mandate);
            return true;
        });
    }

    /** Those that the overlay wrote and that still exist. */
    void touchedMandates(BiConsumer<Bytes, Mandate> visitor) {
        MANDATE.written(state, (id, mandate) -> {
            mandate.ifPresent(value -> visitor.accept(id, value));
            return true;
        });
    }

    Grantor grantor(Address account) {
        return GRANTOR.getOrEmpty(state, GRANTOR.key().address(account));
    }

    void put(Address account, Grantor grantor) {
        Key key = GRANTOR.key().address(account);
        if (grantor.equals(Grantor.getDefaultInstance())) {
            GRANTOR.delete(state, key);
        } else {
            GRANTOR.put(state, key, grantor);
        }
    }

    void scanGrantors(BiConsumer<Address, Grantor> visitor) {
        GRANTOR.scan(state, GRANTOR.key(), Bytes.EMPTY, (fields, grantor) -> {
            visitor.accept(new Address(Hash.of(fields.toArray())), grantor);
            return true;
        });
    }

    /** How many uses of a grantor's mandates are remembered. */
    static final int LOG_LENGTH = 64;

    /** Writes the next use down, over the oldest. */
    void log(Address grantor, LogEntry entry) {
        Grantor counts = grantor(grantor);
        long number = counts.getUses() + 1;
        LOG.put(state, LOG.key().address(grantor).u64(number), entry);
        if (number > LOG_LENGTH) {
            LOG.delete(state, LOG.key().address(grantor).u64(number - LOG_LENGTH));
        }
        put(grantor, counts.toBuilder().setUses(number).build());
    }

    @Nullable
    LogEntry logged(Address grantor, long number) {
        return LOG.get(state, LOG.key().address(grantor).u64(number));
    }

    @Nullable
    OpenOrder order(OrderKey key) {
        return ORDER.get(state, place(key));
    }

    void put(OrderKey key, OpenOrder order) {
        ORDER.put(state, place(key), order);
    }

    void delete(OrderKey key) {
        ORDER.delete(state, place(key));
    }

    List<OrderKey> orders(Address grantor) {
        List<OrderKey> keys = new ArrayList<>();
        ORDER.scan(state, ORDER.key().address(grantor), Bytes.EMPTY, (fields, order) -> {
            byte[] bytes = fields.unsafeArray();
            keys.add(new OrderKey(
                    grantor,
                    bytes[0] & 0xff,
                    Hash.of(Arrays.copyOfRange(bytes, 1, 1 + Hash.BYTES)),
                    new String(bytes, 1 + Hash.BYTES, bytes.length - 1 - Hash.BYTES, StandardCharsets.UTF_8)));
            return true;
        });
        return keys;
    }

    private static Key place(OrderKey key) {
        return ORDER.key()
                .address(key.grantor())
                .u8(key.module())
                .hash(key.ref())
                .text(key.asset());
    }

    @Nullable
    Proposal proposal(Bytes id) {
        return id.size() == ObjectId.BYTES ? PROPOSAL.get(state, PROPOSAL.key().raw(id)) : null;
    }

    void put(Bytes id, Proposal proposal) {
        PROPOSAL.put(state, PROPOSAL.key().raw(id), proposal);
    }

    void deleteProposal(Bytes id) {
        PROPOSAL.delete(state, PROPOSAL.key().raw(id));
    }

    @Nullable
    Intent intent(String name) {
        return INTENT.get(state, INTENT.key().text(name));
    }

    void put(String name, Intent intent) {
        INTENT.put(state, INTENT.key().text(name), intent);
    }

    void scanIntents(Bytes after, BiPredicate<String, Intent> visitor) {
        INTENT.scan(
                state,
                INTENT.key(),
                after,
                (name, intent) -> visitor.test(new String(name.unsafeArray(), StandardCharsets.UTF_8), intent));
    }

    @Nullable
    AgentCard card(Address agent) {
        return CARD.get(state, CARD.key().address(agent));
    }

    void put(Address agent, AgentCard card) {
        CARD.put(state, CARD.key().address(agent), card);
    }

    int rating(Address agent, Address by) {
        return RATING.getOrEmpty(state, RATING.key().address(agent).address(by)).getScore();
    }

    void putRating(Address agent, Address by, int score) {
        RATING.put(
                state,
                RATING.key().address(agent).address(by),
                Rating.newBuilder().setScore(score).build());
    }

    Parameters parameters() {
        return PARAMETERS.getOrEmpty(state, PARAMETERS.key());
    }

    void put(Parameters parameters) {
        PARAMETERS.put(state, PARAMETERS.key(), parameters);
    }
}
