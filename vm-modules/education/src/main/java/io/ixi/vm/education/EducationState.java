package io.ixi.vm.education;

import com.google.protobuf.ByteString;
import io.ixi.consensus.types.Bytes;
import io.ixi.consensus.types.Hash;
import io.ixi.vm.education.proto.Achievement;
import io.ixi.vm.education.proto.ByCreator;
import io.ixi.vm.education.proto.ByType;
import io.ixi.vm.education.proto.Endorsement;
import io.ixi.vm.education.proto.Endorsements;
import io.ixi.vm.education.proto.TargetKind;
import io.ixi.vm.education.proto.Totals;
import io.ixi.vm.kernel.Address;
import io.ixi.vm.kernel.ObjectId;
import io.ixi.vm.kernel.state.Key;
import io.ixi.vm.kernel.state.Overlay;
import io.ixi.vm.kernel.state.Table;
import java.util.Arrays;
import java.util.function.BiConsumer;
import java.util.function.BiPredicate;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The only class that touches the module's keys. Ids have 20 bytes; anything else names nothing. */
final class EducationState {
    private static final Table<Achievement> ACHIEVEMENT = Table.of(Achievement.getDefaultInstance());
    private static final Table<ByType> BY_TYPE = Table.of(ByType.getDefaultInstance());
    private static final Table<ByCreator> BY_CREATOR = Table.of(ByCreator.getDefaultInstance());
    private static final Table<Endorsement> ENDORSEMENT = Table.of(Endorsement.getDefaultInstance());
    private static final Table<Endorsements> ENDORSEMENTS = Table.of(Endorsements.getDefaultInstance());
    private static final Table<Totals> TOTALS = Table.of(Totals.getDefaultInstance());

    private final Overlay state;

    EducationState(Overlay state) {
        this.state = state;
    }

    static Bytes id(ByteString bytes) {
        return Bytes.wrap(bytes.toByteArray());
    }

    static ByteString bytes(Bytes id) {
        return ByteString.copyFrom(id.unsafeArray());
    }

    /** Where endorsements of a target are. */
    static Hash target(TargetKind kind, Bytes target) {
        return Hash.sha256(new byte[] {(byte) kind.getNumber()}, target.unsafeArray());
    }

    @Nullable
    Achievement achievement(Bytes id) {
        return id.size() == ObjectId.BYTES
                ? ACHIEVEMENT.get(state, ACHIEVEMENT.key().raw(id))
                : null;
    }

    void put(Bytes id, Achievement achievement) {
        ACHIEVEMENT.put(state, ACHIEVEMENT.key().raw(id), achievement);
    }

    /** Lists a new achievement by its type and its creator. */
    void list(Bytes id, Achievement achievement) {
        BY_TYPE.put(
                state,
                BY_TYPE.key().raw(id(achievement.getType())),
                ByType.newBuilder().setAchievement(bytes(id)).build());
        BY_CREATOR.put(
                state,
                BY_CREATOR.key().address(Address.of(achievement.getCreator())).raw(id),
                ByCreator.newBuilder().setListed(true).build());
    }

    /** The achievement that credentials of this type award; null if none. */
    @Nullable
    Bytes ofType(Bytes type) {
        ByType found = BY_TYPE.get(state, BY_TYPE.key().raw(type));
        return found == null ? null : id(found.getAchievement());
    }

    void scanByCreator(Address creator, Bytes after, Predicate<Bytes> visitor) {
        BY_CREATOR.scan(state, BY_CREATOR.key().address(creator), after, (id, row) -> visitor.test(id));
    }

    void scanAchievements(BiConsumer<Bytes, Achievement> visitor) {
        ACHIEVEMENT.scan(state, ACHIEVEMENT.key(), Bytes.EMPTY, (id, achievement) -> {
            visitor.accept(id, achievement);
            return true;
        });
    }

    void touchedAchievements(BiConsumer<Bytes, Achievement> visitor) {
        ACHIEVEMENT.written(state, (id, achievement) -> {
            achievement.ifPresent(value -> visitor.accept(id, value));
            return true;
        });
    }

    @Nullable
    Endorsement endorsement(Hash target, Address endorser) {
        return ENDORSEMENT.get(state, ENDORSEMENT.key().hash(target).address(endorser));
    }

    /** Puts a new endorsement, or replaces one. */
    void put(Hash target, Address endorser, Endorsement endorsement) {
        if (endorsement(target, endorser) == null) {
            count(target, 1);
        }
        ENDORSEMENT.put(state, ENDORSEMENT.key().hash(target).address(endorser), endorsement);
    }

    void delete(Hash target, Address endorser) {
        ENDORSEMENT.delete(state, ENDORSEMENT.key().hash(target).address(endorser));
        count(target, -1);
    }

    private void count(Hash target, int change) {
        Key key = ENDORSEMENTS.key().hash(target);
        long count = endorsements(target) + change;
        if (count == 0) {
            ENDORSEMENTS.delete(state, key);
        } else {
            ENDORSEMENTS.put(
                    state, key, Endorsements.newBuilder().setCount(count).build());
        }
        Totals totals = totals();
        put(totals.toBuilder()
                .setEndorsements(totals.getEndorsements() + change)
                .build());
    }

    long endorsements(Hash target) {
        return ENDORSEMENTS.getOrEmpty(state, ENDORSEMENTS.key().hash(target)).getCount();
    }

    void scanEndorsements(Hash target, Bytes after, BiPredicate<Address, Endorsement> visitor) {
        ENDORSEMENT.scan(
                state,
                ENDORSEMENT.key().hash(target),
                after,
                (key, endorsement) -> visitor.test(new Address(Hash.of(key.toArray())), endorsement));
    }

    /** All of them, by target. */
    void scanEndorsements(BiConsumer<Hash, Endorsement> visitor) {
        ENDORSEMENT.scan(state, ENDORSEMENT.key(), Bytes.EMPTY, (key, endorsement) -> {
            visitor.accept(Hash.of(Arrays.copyOf(key.unsafeArray(), Hash.BYTES)), endorsement);
            return true;
        });
    }

    Totals totals() {
        return TOTALS.getOrEmpty(state, TOTALS.key());
    }

    void put(Totals totals) {
        TOTALS.put(state, TOTALS.key(), totals);
    }
}
