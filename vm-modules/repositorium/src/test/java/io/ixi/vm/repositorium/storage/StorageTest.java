package io.ixi.vm.repositorium.storage;

import static io.ixi.vm.repositorium.storage.Farm.CAPACITY;
import static io.ixi.vm.repositorium.storage.Farm.COLLATERAL;
import static io.ixi.vm.repositorium.storage.Farm.FRIEND;
import static io.ixi.vm.repositorium.storage.Farm.NOTHING;
import static io.ixi.vm.repositorium.storage.Farm.OWNER;
import static io.ixi.vm.repositorium.storage.Farm.P;
import static io.ixi.vm.repositorium.storage.Farm.PRICE;
import static io.ixi.vm.repositorium.storage.Farm.SHARD_BYTES;
import static io.ixi.vm.repositorium.storage.Farm.SHARD_PRICE;
import static io.ixi.vm.repositorium.storage.Farm.STRANGER;
import static io.ixi.vm.repositorium.storage.Farm.TREASURY;
import static io.ixi.vm.repositorium.storage.Farm.accept;
import static io.ixi.vm.repositorium.storage.Farm.offer;
import static io.ixi.vm.repositorium.storage.Farm.ref;
import static io.ixi.vm.repositorium.storage.Farm.register;
import static io.ixi.vm.repositorium.storage.Farm.report;
import static io.ixi.vm.testkit.MemoryChain.FUNDS;
import static io.ixi.vm.testkit.MemoryChain.address;
import static io.ixi.vm.testkit.MemoryChain.amount;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import io.ixi.vm.kernel.Amount;
import io.ixi.vm.repositorium.storage.proto.BlobCreated;
import io.ixi.vm.repositorium.storage.proto.CreateBlob;
import io.ixi.vm.repositorium.storage.proto.DealsQuery;
import io.ixi.vm.repositorium.storage.proto.DealsResult;
import io.ixi.vm.repositorium.storage.proto.DeleteBlob;
import io.ixi.vm.repositorium.storage.proto.DropShards;
import io.ixi.vm.repositorium.storage.proto.EditProvider;
import io.ixi.vm.repositorium.storage.proto.ExitProvider;
import io.ixi.vm.repositorium.storage.proto.ExtendBlob;
import io.ixi.vm.repositorium.storage.proto.Fault;
import io.ixi.vm.repositorium.storage.proto.GrantKey;
import io.ixi.vm.repositorium.storage.proto.MineQuery;
import io.ixi.vm.repositorium.storage.proto.MineResult;
import io.ixi.vm.repositorium.storage.proto.ProviderQuery;
import io.ixi.vm.repositorium.storage.proto.ProvidersQuery;
import io.ixi.vm.repositorium.storage.proto.ProvidersResult;
import io.ixi.vm.repositorium.storage.proto.Repair;
import io.ixi.vm.repositorium.storage.proto.Repaired;
import io.ixi.vm.repositorium.storage.proto.SettleDeals;
import io.ixi.vm.repositorium.storage.proto.Settled;
import org.junit.jupiter.api.Test;

/** Providers, blobs, proofs and losses. */
class StorageTest {
    private final Farm farm = new Farm();

    private void expect(String outcome, int account, Message message) {
        farm.expect(outcome, account, message);
    }

    private static SettleDeals settle(ByteString blob, int shard) {
        return SettleDeals.newBuilder().addDeals(ref(blob, shard)).build();
    }

    private static DropShards drop(ByteString blob, int shard) {
        return DropShards.newBuilder().addDeals(ref(blob, shard)).build();
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

    @Test
    void providersAreBonded() {
        expect(
                "BAD_PROVIDER",
                P,
                register().toBuilder().setOffer(offer().setCapacity(0)).build());
        expect(
                "BAD_PROVIDER",
                P,
                register().toBuilder()
                        .setOffer(offer().setCapacity((1L << 50) + 1))
                        .build());
        expect(
                "BAD_PROVIDER",
                P,
                register().toBuilder().setOffer(offer().setEndpoint("ftp://x")).build());
        expect(
                "INSUFFICIENT_FREE",
                P,
                register().toBuilder().setCollateral(amount(FUNDS)).build());
        farm.poor(register().toBuilder().clearCollateral().build());
        EditProvider edit = EditProvider.newBuilder()
                .setOffer(offer().setCapacity(2 * CAPACITY))
                .setMoreCollateral(amount(5))
                .build();
        expect("NOT_FOUND", P, edit);
        expect("OK", P, register());
        expect("BAD_STATE", P, register());
        expect("OK", P, edit);
        expect(
                "INSUFFICIENT_FREE",
                P,
                edit.toBuilder().setMoreCollateral(amount(FUNDS)).build());
        assertThat(Amount.of(farm.provider(P).getCollateral())).isEqualTo(Amount.of(COLLATERAL + 5));
        expect("OK", P + 1, register());
        ProvidersQuery query = ProvidersQuery.newBuilder().setLimit(1).build();
        ProvidersResult page = farm.chain.ask("repo/providers", query, ProvidersResult.getDefaultInstance());
        ProvidersResult rest = farm.chain.ask(
                "repo/providers",
                query.toBuilder().setCursor(page.getNext()).build(),
                ProvidersResult.getDefaultInstance());
        assertThat(page.getProvidersCount() + rest.getProvidersCount()).isEqualTo(2);
        ExitProvider exit = ExitProvider.getDefaultInstance();
        expect("NOT_FOUND", FRIEND, exit);
        expect("OK", P, exit);
        ProviderQuery gone = ProviderQuery.newBuilder().setProvider(address(P)).build();
        assertThat(farm.chain.refusal("repo/provider", gone)).isEqualTo("NOT_FOUND");
    }

    @Test
    void blobsAreBounded() {
        farm.providers(3);
        CreateBlob good = Farm.blob(3).build();
        expect("BAD_BLOB", OWNER, good.toBuilder().setDataShards(0).build());
        expect("BAD_BLOB", OWNER, good.toBuilder().setDataShards(4).build());
        expect("BAD_BLOB", OWNER, good.toBuilder().setShardBytes(2_047).build());
        expect("BAD_BLOB", OWNER, good.toBuilder().setSize(4_097).build());
        expect("BAD_BLOB", OWNER, good.toBuilder().setEpochs(1_001).build());
        expect("BAD_BLOB", OWNER, good.toBuilder().setPublic(true).build());
        expect("BAD_BLOB", OWNER, good.toBuilder().addShards(good.getShards(0)).build());
        expect(
                "NOT_FOUND",
                OWNER,
                good.toBuilder()
                        .setShards(0, good.getShards(0).toBuilder().setProvider(address(FRIEND)))
                        .build());
        expect("CAP", OWNER, good.toBuilder().setShardBytes(2 * CAPACITY).build());
        expect(
                "PRICE",
                OWNER,
                good.toBuilder().setMaxPrice(amount(3 * 5 * SHARD_PRICE - 1)).build());
        expect(
                "OK",
                OWNER,
                good.toBuilder().setMaxPrice(amount(3 * 5 * SHARD_PRICE)).build());
        expect(
                "OK",
                P,
                EditProvider.newBuilder()
                        .setOffer(offer().setPrice(amount(1L << 50)))
                        .build());
        expect(
                "INSUFFICIENT_FREE",
                OWNER,
                good.toBuilder().setMaxPrice(amount(1L << 60)).build());
        expect("OK", P, EditProvider.newBuilder().setOffer(offer().clearPrice()).build());
        expect(
                "OK",
                P + 1,
                EditProvider.newBuilder().setOffer(offer().clearPrice()).build());
        expect(
                "OK",
                P + 2,
                EditProvider.newBuilder().setOffer(offer().clearPrice()).build());
        farm.poor(good);
        MineQuery mine = MineQuery.newBuilder().setOwner(address(OWNER)).build();
        assertThat(farm.chain
                        .ask("repo/mine", mine, MineResult.getDefaultInstance())
                        .getBlobsCount())
                .isEqualTo(1);
    }

    @Test
    void aBlobIsAvailableWhenEnoughHaveTheirShards() {
        farm.providers(6);
        CreateBlob create = Farm.blob(6).setDataShards(4).setSize(8_000).build();
        ByteString blob = farm.chain.event(BlobCreated.class, OWNER, create).getBlob();
        expect("NOT_FOUND", P, accept(NOTHING, 0));
        expect("NOT_OWNER", P + 1, accept(blob, 0));
        ExtendBlob extend = ExtendBlob.newBuilder()
                .setBlob(blob)
                .setEpochs(2)
                .setMaxPrice(amount(6 * 2 * SHARD_PRICE))
                .build();
        expect("NOT_CERTIFIED", OWNER, extend);
        GrantKey grant = Farm.grant(blob).build();
        expect("NOT_CERTIFIED", OWNER, grant);
        for (int i = 0; i < 5; i++) {
            assertThat(farm.known(blob).getBlob().getCertified()).isFalse();
            expect("OK", P + i, accept(blob, i));
        }
        assertThat(farm.known(blob).getBlob().getCertified()).isTrue();
        expect("BAD_STATE", P, accept(blob, 0));
        expect("NOT_FOUND", OWNER, extend.toBuilder().setBlob(NOTHING).build());
        expect("NOT_OWNER", FRIEND, extend);
        expect("PRICE", OWNER, extend.toBuilder().setMaxPrice(amount(5)).build());
        expect("BAD_BLOB", OWNER, extend.toBuilder().setEpochs(0).build());
        expect("BAD_BLOB", OWNER, extend.toBuilder().setEpochs(999).build());
        expect("OK", OWNER, extend);
        assertThat(Amount.of(farm.known(blob).getBlob().getPrepaid())).isEqualTo(Amount.of(6 * 7 * SHARD_PRICE));
        expect(
                "OK",
                P,
                EditProvider.newBuilder()
                        .setOffer(offer().setPrice(amount(PRICE + 1_000)))
                        .build());
        expect("PRICE", OWNER, extend);
        expect("OK", P, EditProvider.newBuilder().setOffer(offer()).build());
        expect("IN_USE", P, ExitProvider.getDefaultInstance());
        expect(
                "BAD_PROVIDER",
                P,
                EditProvider.newBuilder().setOffer(offer().setCapacity(5)).build());
        expect("NOT_OWNER", FRIEND, delete(blob));
        expect("NOT_FOUND", OWNER, delete(NOTHING));
        farm.chain.drainFor(OWNER, extend);
        expect("INSUFFICIENT_FREE", OWNER, extend);
    }

    @Test
    void providersAcceptWhatTheyCanAnswerFor() {
        farm.providers(3);
        expect(
                "OK",
                P,
                EditProvider.newBuilder()
                        .setOffer(offer().setCapacity(SHARD_BYTES))
                        .build());
        ByteString first = farm.stored(Farm.blob(3).build());
        ByteString second =
                farm.chain.event(BlobCreated.class, OWNER, Farm.blob(3).build()).getBlob();
        expect("CAP", P, accept(second, 0));
        farm.epoch();
        expect("BUSY", P + 1, accept(second, 1));
        expect("OK", P + 1, farm.proof(P + 1));
        expect("OK", P + 1, accept(second, 1));
        farm.put(second, 1);
        expect("OK", P + 4, register().toBuilder().setCollateral(amount(10)).build());
        expect("OK", OWNER, repair(second, 2, P + 4).build());
        expect("COLLATERAL", P + 4, accept(second, 2));
        farm.fail(P);
        expect("BAD_PROVIDER", P, accept(second, 0));
        assertThat(farm.known(first).getDeals(0).getLost()).isTrue();
        assertThat(farm.known(first).getDeals(1).getLost()).isFalse();
    }

    /** The heart of scenario S10. */
    @Test
    void whoProvesIsPaidAndWhoDoesNotIsSlashedAndReplaced() {
        farm.providers(4);
        ByteString blob = farm.stored(Farm.blob(3).setEpochs(20).build());
        long before = farm.chain.free(P, "");
        long fees = 0;
        expect("WINDOW", P, farm.proof(P));
        for (int i = 0; i < 5; i++) {
            farm.epoch();
            for (int provider = P; provider < P + 3; provider++) {
                var receipt = farm.chain.run(provider, farm.proof(provider));
                assertThat(farm.chain.name(receipt)).isEqualTo("OK");
                fees += provider == P ? receipt.fee().toBigInteger().longValueExact() : 0;
            }
        }
        expect("WINDOW", P, farm.proof(P));
        long paid = Amount.of(farm.chain
                        .event(Settled.class, STRANGER, settle(blob, 0))
                        .getPaid())
                .toBigInteger()
                .longValueExact();
        assertThat(paid).isEqualTo(5 * SHARD_PRICE);
        assertThat(farm.chain.free(P, "")).isLessThan(before + paid - fees).isGreaterThan(before - 20 * fees);
        expect("NOT_FOUND", STRANGER, settle(NOTHING, 0));
        // the second one stops
        expect("WINDOW", STRANGER, report(P + 1));
        expect("NOT_FOUND", STRANGER, report(FRIEND));
        farm.epoch();
        farm.epoch();
        long treasury = farm.chain.free(TREASURY, "");
        Fault fault = farm.chain.event(Fault.class, STRANGER, report(P + 1));
        assertThat(Amount.of(fault.getSlashed())).isEqualTo(Amount.of(COLLATERAL / 10));
        assertThat(farm.chain.free(TREASURY, "")).isEqualTo(treasury + COLLATERAL / 10 * 9 / 10);
        expect("WINDOW", STRANGER, report(P + 1));
        expect("BAD_STATE", OWNER, repair(blob, 1, P + 3).build());
        farm.fail(P + 1);
        expect("WINDOW", P + 1, farm.proof(P + 1));
        expect("NOT_FOUND", OWNER, repair(NOTHING, 1, P + 3).build());
        expect("NOT_OWNER", STRANGER, repair(blob, 1, P + 3).build());
        expect("BAD_PROVIDER", OWNER, repair(blob, 1, P).build());
        expect("PRICE", P + 3, repair(blob, 1, P + 3).setMaxPrice(amount(5)).build());
        long owner = farm.chain.free(OWNER, "");
        Repaired repaired =
                farm.chain.event(Repaired.class, P + 3, repair(blob, 1, P + 3).build());
        long left = COLLATERAL * 9 / 10 * 9 / 10 * 9 / 10;
        assertThat(Amount.of(repaired.getCompensation())).isEqualTo(Amount.of(left));
        assertThat(farm.chain.free(OWNER, "")).isGreaterThan(owner + left);
        farm.put(blob, 1);
        expect("OK", P + 3, accept(blob, 1));
        farm.epoch();
        expect("OK", P + 3, farm.proof(P + 3));
        expect("OK", P + 1, ExitProvider.getDefaultInstance());
    }

    @Test
    void whoLostDataCannotAnswer() {
        farm.providers(3);
        ByteString blob = farm.stored(Farm.blob(3).build());
        expect("NOT_FOUND", FRIEND, farm.proof(P));
        farm.epoch();
        var good = farm.proof(P);
        farm.lose(blob, 0);
        expect("BAD_PATH", P, farm.proof(P));
        expect("BAD_PATH", P, good.toBuilder().removeAnswers(9).build());
        expect("WINDOW", P, good.toBuilder().setEpoch(good.getEpoch() + 1).build());
        expect("OK", P, good);
        farm.put(blob, 0);
        farm.epoch();
        farm.epoch();
        expect("OK", P, farm.proof(P));
        assertThat(farm.provider(P).getFaultsCount()).as("it owned up").isEqualTo(1);
        assertThat(Amount.of(farm.chain
                        .event(Settled.class, STRANGER, settle(blob, 0))
                        .getPaid()))
                .as("two epochs of three")
                .isEqualTo(Amount.of(2 * SHARD_PRICE));
    }

    @Test
    void shardsAreDroppedWhenTheirTimeIsOver() {
        farm.providers(3);
        ByteString blob = farm.stored(Farm.blob(3).build());
        expect("NOT_FOUND", P, drop(NOTHING, 0));
        expect("NOT_OWNER", P, drop(blob, 1));
        expect("BAD_STATE", P, drop(blob, 0));
        for (int i = 0; i < 6; i++) {
            farm.epoch();
            expect("OK", P, farm.proof(P));
        }
        farm.epoch();
        expect("BUSY", P, drop(blob, 0));
        expect("OK", P, farm.proof(P));
        expect("OK", P, drop(blob, 0));
        assertThat(farm.provider(P).getSlots()).isZero();
        expect("BAD_STATE", OWNER, repair(blob, 1, P).build());
        expect("OK", STRANGER, delete(blob));
        expect("OK", P, ExitProvider.getDefaultInstance());
        // the others failed to prove: what is left of the blob is theirs to drop
        DealsQuery deals = DealsQuery.newBuilder().setProvider(address(P + 1)).build();
        assertThat(farm.chain
                        .ask("repo/deals", deals, DealsResult.getDefaultInstance())
                        .getDealsCount())
                .isEqualTo(1);
        farm.fail(P + 1);
        expect("OK", P + 1, drop(blob, 1));
        expect("OK", P + 1, ExitProvider.getDefaultInstance());
    }
}
