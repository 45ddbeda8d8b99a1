package io.ixi.vm.connect.social;

import io.ixi.consensus.types.Bytes;
import io.ixi.consensus.types.Hash;
import io.ixi.vm.connect.social.proto.AppealCase;
import io.ixi.vm.connect.social.proto.JurySeat;
import io.ixi.vm.connect.social.proto.Label;
import io.ixi.vm.connect.social.proto.ModerationTotals;
import io.ixi.vm.connect.social.proto.Moderator;
import io.ixi.vm.kernel.Address;
import io.ixi.vm.kernel.ObjectId;
import io.ixi.vm.kernel.state.Overlay;
import io.ixi.vm.kernel.state.Table;
import java.util.Arrays;
import java.util.function.BiConsumer;
import java.util.function.BiPredicate;
import org.jspecify.annotations.Nullable;

/** The only class that touches the keys of moderation. */
final class ModerationState {
    private static final Table<Moderator> MODERATOR = Table.of(Moderator.getDefaultInstance());
    private static final Table<JurySeat> SEAT = Table.of(JurySeat.getDefaultInstance());
    private static final Table<Label> LABEL = Table.of(Label.getDefaultInstance());
    private static final Table<AppealCase> CASE = Table.of(AppealCase.getDefaultInstance());
    private static final Table<ModerationTotals> TOTALS = Table.of(ModerationTotals.getDefaultInstance());

    private final Overlay state;

    ModerationState(Overlay state) {
        this.state = state;
    }

    /** What a label says, and who says it about whom. */
    record LabelKey(Address about, Address labeler, Hash target, int code) {
        private static final int BYTES = 3 * Hash.BYTES + 1;

        Bytes id() {
            byte[] all = Arrays.copyOf(about.hash().toBytes(), BYTES);
            System.arraycopy(labeler.hash().toBytes(), 0, all, Hash.BYTES, Hash.BYTES);
            System.arraycopy(target.toBytes(), 0, all, 2 * Hash.BYTES, Hash.BYTES);
            all[BYTES - 1] = (byte) code;
            return Bytes.wrap(all);
        }

        /** From the part of a key after whom it is about. */
        static LabelKey of(Address about, Bytes rest) {
            byte[] bytes = rest.unsafeArray();
            return new LabelKey(
                    about,
                    new Address(Hash.of(Arrays.copyOf(bytes, Hash.BYTES))),
                    Hash.of(Arrays.copyOfRange(bytes, Hash.BYTES, 2 * Hash.BYTES)),
                    bytes[2 * Hash.BYTES] & 0xff);
        }
    }

    @Nullable
    Moderator moderator(Address account) {
        return MODERATOR.get(state, MODERATOR.key().address(account));
    }

    Moderator known(Address account) {
        Moderator moderator = moderator(account);
        if (moderator == null) {
            throw new IllegalStateException("social: a label, case or seat of nobody");
        }
        return moderator;
    }

    void put(Address account, Moderator moderator) {
        MODERATOR.put(state, MODERATOR.key().address(account), moderator);
    }

    void delete(Address account) {
        MODERATOR.delete(state, MODERATOR.key().address(account));
    }

    void scanModerators(BiConsumer<Address, Moderator> visitor) {
        MODERATOR.scan(state, MODERATOR.key(), Bytes.EMPTY, (key, moderator) -> {
            visitor.accept(new Address(Hash.of(key.toArray())), moderator);
            return true;
        });
    }

    Address seat(long number) {
        JurySeat seat = SEAT.get(state, SEAT.key().u64(number));
        if (seat == null) {
            throw new IllegalStateException("social: seats have a gap");
        }
        return Address.of(seat.getJuror());
    }

    void putSeat(long number, Address juror) {
        SEAT.put(
                state,
                SEAT.key().u64(number),
                JurySeat.newBuilder().setJuror(juror.toByteString()).build());
    }

    void deleteSeat(long number) {
        SEAT.delete(state, SEAT.key().u64(number));
    }

    @Nullable
    Label label(LabelKey key) {
        return LABEL.get(
                state,
                LABEL.key()
                        .address(key.about())
                        .address(key.labeler())
                        .hash(key.target())
                        .u8(key.code()));
    }

    void put(LabelKey key, Label label) {
        LABEL.put(
                state,
                LABEL.key()
                        .address(key.about())
                        .address(key.labeler())
                        .hash(key.target())
                        .u8(key.code()),
                label);
    }

    void delete(LabelKey key) {
        LABEL.delete(
                state,
                LABEL.key()
                        .address(key.about())
                        .address(key.labeler())
                        .hash(key.target())
                        .u8(key.code()));
    }

    void scanLabels(Address about, Bytes after, BiPredicate<LabelKey, Label> visitor) {
        LABEL.scan(
                state,
                LABEL.key().address(about),
                after,
                (rest, label) -> visitor.test(LabelKey.of(about, rest), label));
    }

    void scanLabels(BiConsumer<LabelKey, Label> visitor) {
        LABEL.scan(state, LABEL.key(), Bytes.EMPTY, (key, label) -> {
            byte[] bytes = key.unsafeArray();
            Address about = new Address(Hash.of(Arrays.copyOf(bytes, Hash.BYTES)));
            Bytes rest = Bytes.wrap(Arrays.copyOfRange(bytes, Hash.BYTES, bytes.length));
            visitor.accept(LabelKey.of(about, rest), label);
            return true;
        });
    }

    /** How many labels an account has of a labeler: never more than a handful. */
    int labels(Address about, Address labeler) {
        int[] count = new int[1];
        LABEL.scan(state, LABEL.key().address(about).address(labeler), Bytes.EMPTY, (rest, label) -> {
            count[0]++;
            return true;
        });
        return count[0];
    }

    /** Whether a labeler says anything about an account at a time. */
    boolean labelled(Address about, Address labeler, long timeMs) {
        boolean[] found = new boolean[1];
        LABEL.scan(state, LABEL.key().address(about).address(labeler), Bytes.EMPTY, (rest, label) -> {
            found[0] = label.getUntilMs() > timeMs;
            return !found[0];
        });
        return found[0];
    }

    @Nullable
    AppealCase appealCase(Bytes id) {
        return id.size() == ObjectId.BYTES ? CASE.get(state, CASE.key().raw(id)) : null;
    }

    void put(Bytes id, AppealCase opened) {
        CASE.put(state, CASE.key().raw(id), opened);
    }

    void deleteCase(Bytes id) {
        CASE.delete(state, CASE.key().raw(id));
    }

    void scanCases(BiConsumer<Bytes, AppealCase> visitor) {
        CASE.scan(state, CASE.key(), Bytes.EMPTY, (id, opened) -> {
            visitor.accept(id, opened);
            return true;
        });
    }

    ModerationTotals totals() {
        return TOTALS.getOrEmpty(state, TOTALS.key());
    }

    void put(ModerationTotals totals) {
        TOTALS.put(state, TOTALS.key(), totals);
    }
}
