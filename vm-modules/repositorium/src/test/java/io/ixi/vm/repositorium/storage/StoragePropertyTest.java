package io.ixi.vm.repositorium.storage;

import static io.ixi.vm.testkit.MemoryChain.amount;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import io.ixi.vm.kernel.Amount;
import io.ixi.vm.repositorium.storage.proto.BlobCreated;
import io.ixi.vm.repositorium.storage.proto.DeleteBlob;
import io.ixi.vm.repositorium.storage.proto.DropShards;
import io.ixi.vm.repositorium.storage.proto.ExtendBlob;
import io.ixi.vm.repositorium.storage.proto.Provider;
import io.ixi.vm.repositorium.storage.proto.SettleDeals;
import io.ixi.vm.repositorium.storage.proto.Settled;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/**
 * Blobs, proofs, faults, settlements and deletions at random, against a model that goes through every deal in every
 * epoch: both agree on what each provider earned, to the base unit. {@code -Dixi.operations} sets how many; the seed
 * is jqwik's.
 */
class StoragePropertyTest {
    private static final int OPERATIONS = Integer.getInteger("ixi.operations", 600);
    private static final int PROVIDERS = 5;

    private static final class Deal {
        final int provider;
        final long since;
        long until;

        Deal(int provider, long since, long until) {
            this.provider = provider;
            this.since = since;
            this.until = until;
        }
    }

    private Farm farm = new Farm();
    private Random random = new Random(0);
    private final Map<String, List<Deal>> model = new TreeMap<>();
    private final Map<String, ByteString> ids = new TreeMap<>();
    private final long[] earned = new long[Farm.ACCOUNTS];
    private final long[] paid = new long[Farm.ACCOUNTS];

    private void run(int account, Message message) {
        farm.chain.run(account, message).events().stream()
                .map(event -> event.body())
                .filter(Settled.class::isInstance)
                .map(Settled.class::cast)
                .forEach(event -> paid[Farm.holder(event.getProvider())] +=
                        Amount.of(event.getPaid()).toBigInteger().longValueExact());
    }

    /** All deals of this provider that stand in the epoch that it just proved earn their price. */
    private void proved(int provider, long epoch) {
        for (List<Deal> deals : model.values()) {
            for (Deal deal : deals) {
                boolean stands = deal.provider == provider && deal.since < epoch && epoch <= deal.until;
                earned[provider] += stands ? Farm.SHARD_PRICE : 0;
            }
        }
    }

    private void create() {
        int epochs = 1 + random.nextInt(8);
        long now = farm.clock().getEpoch();
        ByteString id = farm.chain
                .event(
                        BlobCreated.class,
                        Farm.OWNER,
                        Farm.blob(3).setEpochs(epochs).build())
                .getBlob();
        List<Deal> deals = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            farm.put(id, i);
            if (farm.chain.outcome(Farm.P + i, Farm.accept(id, i)).equals("OK")) {
                deals.add(new Deal(Farm.P + i, now, now + epochs));
            }
        }
        String name = id.toString() + model.size();
        ids.put(name, id);
        model.put(name, deals);
    }

    private void epoch() {
        farm.epoch();
        long now = farm.clock().getEpoch();
        for (int p = Farm.P; p < Farm.P + PROVIDERS; p++) {
            Provider provider = farm.provider(p);
            long missed = provider.getSlots() == 0 ? 0 : now - 1 - provider.getAccounted();
            boolean careful = provider.getFaultsCount() + missed >= 2 || random.nextInt(8) > 0;
            if (provider.getSlots() > 0 && provider.getAccounted() + 1 < now) {
                run(Farm.STRANGER, Farm.report(p));
            }
            if (careful && farm.challenge(p).getOpen()) {
                assertThat(farm.chain.outcome(p, farm.proof(p))).isEqualTo("OK");
                proved(p, now);
            }
        }
    }

    private void settle(ByteString id) {
        for (int shard = 0; shard < 3; shard++) {
            run(
                    Farm.STRANGER,
                    SettleDeals.newBuilder().addDeals(Farm.ref(id, shard)).build());
        }
    }

    private void step() {
        List<String> names = List.copyOf(model.keySet());
        String name = names.isEmpty() ? "" : names.get(random.nextInt(names.size()));
        ByteString id = ids.getOrDefault(name, Farm.NOTHING);
        switch (random.nextInt(6)) {
            case 0 -> create();
            case 1, 2 -> epoch();
            case 3 -> settle(id);
            case 4 -> {
                if (!name.isEmpty()) {
                    run(Farm.OWNER, DeleteBlob.newBuilder().setBlob(id).build());
                    model.remove(name);
                    ids.remove(name);
                    for (int shard = 0; shard < 3; shard++) {
                        run(
                                Farm.P + shard,
                                DropShards.newBuilder()
                                        .addDeals(Farm.ref(id, shard))
                                        .build());
                    }
                }
            }
            default -> {
                ExtendBlob extend = ExtendBlob.newBuilder()
                        .setBlob(id)
                        .setEpochs(3)
                        .setMaxPrice(amount(1L << 40))
                        .build();
                if (!name.isEmpty() && farm.chain.outcome(Farm.OWNER, extend).equals("OK")) {
                    model.getOrDefault(name, List.of()).forEach(deal -> deal.until += 3);
                }
            }
        }
    }

    @Property(tries = 2)
    void theChainAndTheModelAgree(@ForAll long seed) {
        farm = new Farm();
        random = new Random(seed);
        model.clear();
        ids.clear();
        java.util.Arrays.fill(earned, 0);
        java.util.Arrays.fill(paid, 0);
        farm.providers(PROVIDERS);
        for (int i = 0; i < OPERATIONS; i++) {
            step();
            if (i % 50 == 0) {
                farm.chain.audit();
            }
        }
        ids.values().forEach(this::settle);
        assertThat(paid).isEqualTo(earned);
        assertThat(java.util.Arrays.stream(paid).sum()).isPositive();
        farm.chain.audit();
    }
}
