package io.ixi.vm.repositorium.storage;

import static io.ixi.vm.repositorium.storage.Farm.CAPACITY;
import static io.ixi.vm.repositorium.storage.Farm.FRIEND;
import static io.ixi.vm.repositorium.storage.Farm.NOTHING;
import static io.ixi.vm.repositorium.storage.Farm.OWNER;
import static io.ixi.vm.repositorium.storage.Farm.P;
import static io.ixi.vm.repositorium.storage.Farm.POOR;
import static io.ixi.vm.repositorium.storage.Farm.SHARD_BYTES;
import static io.ixi.vm.repositorium.storage.Farm.SHARD_PRICE;
import static io.ixi.vm.repositorium.storage.Farm.STRANGER;
import static io.ixi.vm.repositorium.storage.Farm.TREASURY;
import static io.ixi.vm.repositorium.storage.Farm.accept;
import static io.ixi.vm.repositorium.storage.Farm.offer;
import static io.ixi.vm.testkit.MemoryChain.address;
import static io.ixi.vm.testkit.MemoryChain.amount;
import static io.ixi.vm.testkit.MemoryChain.send;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import io.ixi.consensus.types.Hash;
import io.ixi.vm.kernel.Amount;
import io.ixi.vm.repositorium.storage.proto.AccessReason;
import io.ixi.vm.repositorium.storage.proto.BlobCreated;
import io.ixi.vm.repositorium.storage.proto.CreateBlob;
import io.ixi.vm.repositorium.storage.proto.DeleteBlob;
import io.ixi.vm.repositorium.storage.proto.EditProvider;
import io.ixi.vm.repositorium.storage.proto.EndReservation;
import io.ixi.vm.repositorium.storage.proto.Repair;
import io.ixi.vm.repositorium.storage.proto.Reservation;
import io.ixi.vm.repositorium.storage.proto.ReservationChanged;
import io.ixi.vm.repositorium.storage.proto.ReservationQuery;
import io.ixi.vm.repositorium.storage.proto.Reserve;
import io.ixi.vm.repositorium.storage.proto.RevokeKey;
import io.ixi.vm.repositorium.storage.proto.Shred;
import org.junit.jupiter.api.Test;

/** Repair, grants, reservations. */
class SpaceTest {
    private final Farm farm = new Farm();

    private void expect(String outcome, int account, Message message) {
        farm.expect(outcome, account, message);
    }

    private static Repair.Builder repair(ByteString blob, int shard, int provider) {
        return Repair.newBuilder()
                .setBlob(blob)
                .setShard(shard)
                .setProvider(address(provider))
                .setMaxPrice(amount(SHARD_PRICE));
    }

    private static DeleteBlob delete(ByteString blob) {
        return DeleteBlob.newBuilder().setBlob(blob).build();
    }

    private void spendAll(int account) {
        farm.chain.drain(account, 400_000_000);
    }

    @Test
    void aShardThatNobodyTakesGoesToAnother() {
        farm.providers(4);
        ByteString blob =
                farm.chain.event(BlobCreated.class, OWNER, Farm.blob(3).build()).getBlob();
        expect("NOT_OWNER", P + 3, repair(blob, 0, P + 3).build());
        farm.epoch();
        farm.epoch();
        expect("OK", P + 3, repair(blob, 0, P + 3).build());
        expect("OK", P + 3, accept(blob, 0));
        expect("BAD_STATE", OWNER, repair(blob, 0, P + 3).build());
        expect(
                "OK",
                P,
                EditProvider.newBuilder()
                        .setOffer(offer().setPrice(amount(1L << 50)))
                        .build());
        expect(
                "INSUFFICIENT_FREE",
                OWNER,
                repair(blob, 1, P).setMaxPrice(amount(1L << 50)).build());
        farm.fail(P + 3);
        CreateBlob more = Farm.blob(2)
                .setShards(1, Farm.blob(2).getShards(1).toBuilder().setProvider(address(P + 3)))
                .build();
        expect("BAD_PROVIDER", OWNER, more);
        expect("OK", OWNER, delete(blob));
        assertThat(farm.provider(P + 3).getSlots()).isZero();
    }

    @Test
    void friendsReadUntilTheirTimeIsOverOrTheKeyIsGone() {
        farm.providers(3);
        ByteString blob = farm.stored(Farm.blob(3).build());
        expect("NOT_FOUND", OWNER, Farm.grant(NOTHING).build());
        expect("NOT_OWNER", FRIEND, Farm.grant(blob).build());
        expect("BAD_GRANT", OWNER, Farm.grant(blob).setUntilMs(5).build());
        expect("BAD_GRANT", OWNER, Farm.grant(blob).setGrantee(address(OWNER)).build());
        expect("OK", OWNER, Farm.grant(blob).build());
        assertThat(farm.access(blob, FRIEND).getReason()).isEqualTo(AccessReason.ACCESS_GRANTED);
        assertThat(farm.access(blob, OWNER).getReason()).isEqualTo(AccessReason.ACCESS_OWNER);
        assertThat(farm.access(blob, STRANGER).getAllowed()).isFalse();
        RevokeKey revoke =
                RevokeKey.newBuilder().setBlob(blob).setGrantee(address(FRIEND)).build();
        expect(
                "NOT_FOUND",
                OWNER,
                revoke.toBuilder().setGrantee(address(STRANGER)).build());
        expect("NOT_OWNER", STRANGER, revoke);
        expect("OK", OWNER, revoke);
        assertThat(farm.access(blob, FRIEND).getAllowed()).isFalse();
        expect("OK", OWNER, Farm.grant(blob).build());
        farm.chain.pass(200_000);
        assertThat(farm.access(blob, FRIEND).getAllowed()).as("over").isFalse();
        expect("OK", STRANGER, revoke);
        Message again = Farm.grant(blob).setUntilMs(1_800_000_000_000L).build();
        expect("OK", OWNER, again);
        Shred shred = Shred.newBuilder().setBlob(blob).build();
        expect("NOT_FOUND", OWNER, shred.toBuilder().setBlob(NOTHING).build());
        expect("NOT_OWNER", FRIEND, shred);
        expect("OK", OWNER, shred);
        expect("BAD_STATE", OWNER, shred);
        assertThat(farm.access(blob, FRIEND).getAllowed()).isFalse();
        assertThat(farm.access(blob, OWNER).getAllowed()).isFalse();
        assertThat(Amount.of(farm.known(blob).getBlob().getPrepaid())).isEqualTo(Amount.ZERO);
        assertThat(farm.chain.everything())
                .as("what committed to the key is gone")
                .noneMatch(bytes -> bytes.toString()
                        .contains(Hash.sha256(new byte[] {'k', 'e', 'y'}).hex()));
        ByteString open = farm.stored(Farm.blob(3)
                .setPublic(true)
                .setKeyCommit(ByteString.copyFrom(new byte[32]))
                .build());
        assertThat(farm.access(open, STRANGER).getReason()).isEqualTo(AccessReason.ACCESS_PUBLIC);
        expect(
                "BAD_GRANT",
                OWNER,
                Farm.grant(open).setUntilMs(1_800_000_000_000L).build());
        ByteString other = farm.stored(Farm.blob(3).build());
        farm.chain.drainFor(
                OWNER, Farm.grant(other).setUntilMs(1_800_000_000_000L).build());
        expect(
                "DEPOSIT",
                OWNER,
                Farm.grant(other).setUntilMs(1_800_000_000_000L).build());
    }

    @Test
    void spaceIsSetAsideForAPrice() {
        farm.providers(3);
        Reserve reserve =
                Reserve.newBuilder().setBytes(3 * CAPACITY).setEpochs(4).build();
        expect("BAD_RESERVATION", OWNER, reserve.toBuilder().setBytes(0).build());
        expect("BAD_RESERVATION", OWNER, reserve.toBuilder().setEpochs(1_001).build());
        expect("CAP", OWNER, reserve.toBuilder().setBytes(3 * CAPACITY + 1).build());
        farm.poor(reserve);
        ByteString id =
                farm.chain.event(ReservationChanged.class, OWNER, reserve).getReservation();
        expect("CAP", FRIEND, Farm.blob(3).build());
        expect("BAD_RESERVATION", FRIEND, Farm.blob(3).setReservation(id).build());
        expect("OK", OWNER, Farm.blob(3).setReservation(id).build());
        ReservationQuery query =
                ReservationQuery.newBuilder().setReservation(id).build();
        Reservation known = farm.chain.ask("repo/reservation", query, Reservation.getDefaultInstance());
        assertThat(known.getBytes()).isEqualTo(3 * CAPACITY - 3 * SHARD_BYTES);
        EndReservation end = EndReservation.newBuilder().setReservation(id).build();
        expect("NOT_FOUND", OWNER, end.toBuilder().setReservation(NOTHING).build());
        expect("NOT_OWNER", STRANGER, end);
        farm.epoch();
        long treasury = farm.chain.free(TREASURY, "");
        expect("OK", OWNER, end);
        assertThat(farm.chain.free(TREASURY, ""))
                .as("an epoch of three MiB, less what the blob took")
                .isEqualTo(treasury + 30);
        ByteString late = farm.chain
                .event(
                        ReservationChanged.class,
                        OWNER,
                        reserve.toBuilder()
                                .setBytes(3 * SHARD_BYTES)
                                .setEpochs(1)
                                .build())
                .getReservation();
        farm.epoch();
        expect("BAD_RESERVATION", OWNER, Farm.blob(3).setReservation(late).build());
        expect("OK", STRANGER, end.toBuilder().setReservation(late).build());
        ByteString exact = farm.chain
                .event(
                        ReservationChanged.class,
                        OWNER,
                        reserve.toBuilder().setBytes(3 * SHARD_BYTES).build())
                .getReservation();
        expect("OK", OWNER, Farm.blob(3).setReservation(exact).build());
        expect("NOT_FOUND", OWNER, end.toBuilder().setReservation(exact).build());
        farm.chain.run(OWNER, send("", POOR, 700_000_000));
        for (int i = 0; i < 3; i++) {
            expect(
                    "OK",
                    P + i,
                    EditProvider.newBuilder()
                            .setOffer(offer().setCapacity(1L << 50))
                            .build());
        }
        spendAll(POOR);
        expect(
                "INSUFFICIENT_FREE",
                POOR,
                reserve.toBuilder().setBytes(1L << 50).setEpochs(1_000).build());
    }
}
