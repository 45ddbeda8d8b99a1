package io.ixi.node.provider;

import io.ixi.consensus.types.Bytes;
import io.ixi.consensus.types.Hash;
import io.ixi.vm.kernel.Amount;
import io.ixi.vm.kernel.crypto.SigningKey;
import io.ixi.vm.repositorium.storage.ReedSolomon;
import io.ixi.vm.repositorium.storage.proto.AcceptShard;
import io.ixi.vm.repositorium.storage.proto.Blob;
import io.ixi.vm.repositorium.storage.proto.BlobQuery;
import io.ixi.vm.repositorium.storage.proto.BlobResult;
import io.ixi.vm.repositorium.storage.proto.ChallengeQuery;
import io.ixi.vm.repositorium.storage.proto.ChallengeResult;
import io.ixi.vm.repositorium.storage.proto.Challenged;
import io.ixi.vm.repositorium.storage.proto.DealInfo;
import io.ixi.vm.repositorium.storage.proto.DealRef;
import io.ixi.vm.repositorium.storage.proto.DealStatus;
import io.ixi.vm.repositorium.storage.proto.DealsQuery;
import io.ixi.vm.repositorium.storage.proto.DealsResult;
import io.ixi.vm.repositorium.storage.proto.DropShards;
import io.ixi.vm.repositorium.storage.proto.Prove;
import io.ixi.vm.repositorium.storage.proto.ProviderInfo;
import io.ixi.vm.repositorium.storage.proto.ProviderOffer;
import io.ixi.vm.repositorium.storage.proto.ProviderQuery;
import io.ixi.vm.repositorium.storage.proto.ProvidersQuery;
import io.ixi.vm.repositorium.storage.proto.ProvidersResult;
import io.ixi.vm.repositorium.storage.proto.RegisterProvider;
import io.ixi.vm.repositorium.storage.proto.Repair;
import io.ixi.vm.repositorium.storage.proto.SettleDeals;
import io.ixi.vm.repositorium.storage.proto.StoredDeal;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A storage provider: keeps shards on a disk and does what its deals ask for. One thread turns: it answers the epoch's
 * challenge, accepts what was brought, drops what is over and takes over what others lost; HTTP has threads of its own.
 * What fails is tried again at the next turn.
 */
public final class Provider implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Provider.class);
    private static final long TURN_NANOS = 500_000_000;
    private static final int PAGE = 16;

    private final Ledger ledger;
    private final ShardStore store;
    private final ShardServer server;
    private final ShardCalls calls;
    private final Path folder;
    private volatile boolean ended;
    private long settled;

    /** Shards that it took over and has yet to make. */
    private final Deque<ShardStore.Name> owed = new ArrayDeque<>();

    /** @param key of the provider's account; the caller closes it */
    public Provider(URI node, SigningKey key, Path folder, InetSocketAddress at) throws IOException {
        this.ledger = new Ledger(node, key);
        this.folder = folder;
        this.store = new ShardStore(folder);
        this.calls = new ShardCalls(key);
        this.server = new ShardServer(ledger, store, at);
        server.start();
    }

    public int port() {
        return server.port();
    }

    /** Registers the account as a provider if it is none yet. */
    public void register(ProviderOffer offer, Amount collateral) throws IOException, Ledger.RefusedException {
        ProviderQuery query = ProviderQuery.newBuilder()
                .setProvider(ledger.account().toByteString())
                .build();
        try {
            ledger.ask("repo/provider", query, io.ixi.vm.repositorium.storage.proto.Provider.getDefaultInstance());
        } catch (Ledger.RefusedException e) {
            ledger.send(
                    "",
                    RegisterProvider.newBuilder()
                            .setOffer(offer)
                            .setCollateral(collateral.toByteString())
                            .build());
        }
    }

    /** Turns until it is closed. */
    public void run() {
        while (!ended) {
            turn();
            LockSupport.parkNanos(TURN_NANOS);
        }
    }

    private interface Duty {
        void run() throws IOException, Ledger.RefusedException;
    }

    /** One turn; what fails is logged. */
    void turn() {
        attempt("prove", this::prove);
        attempt("accept", this::accept);
        attempt("settle and drop", this::tidy);
        attempt("repair", this::repair);
    }

    private void attempt(String what, Duty duty) {
        try {
            if (!ended) {
                duty.run();
            }
        } catch (IOException | Ledger.RefusedException e) {
            LOG.info("{}: {}", what, String.valueOf(e.getMessage()));
        }
    }

    private void prove() throws IOException, Ledger.RefusedException {
        ChallengeQuery query = ChallengeQuery.newBuilder()
                .setProvider(ledger.account().toByteString())
                .build();
        ChallengeResult challenge = ledger.ask("repo/challenge", query, ChallengeResult.getDefaultInstance());
        if (!challenge.getOpen()) {
            return;
        }
        Prove.Builder prove = Prove.newBuilder().setEpoch(challenge.getEpoch());
        for (Challenged leaf : challenge.getLeavesList()) {
            Bytes blob = Bytes.wrap(leaf.getBlob().toByteArray());
            prove.addAnswers(store.answer(new ShardStore.Name(blob, leaf.getShard()), leaf.getLeaf()));
        }
        ledger.send("", prove.build());
        LOG.info("proved epoch {}", challenge.getEpoch());
    }

    private BlobResult blob(Bytes id) throws IOException, Ledger.RefusedException {
        BlobQuery query = BlobQuery.newBuilder().setBlob(Ledger.bytes(id)).build();
        return ledger.ask("repo/blob", query, BlobResult.getDefaultInstance());
    }

    private void accept() throws IOException, Ledger.RefusedException {
        for (ShardStore.Name name : store.list()) {
            BlobResult known;
            try {
                known = blob(name.blob());
            } catch (Ledger.RefusedException e) {
                continue;
            }
            for (DealInfo deal : known.getDealsList()) {
                boolean mine = deal.getShard() == name.shard()
                        && deal.getDeal().getProvider().equals(ledger.account().toByteString())
                        && deal.getDeal().getStatus() == DealStatus.DEAL_PLANNED;
                if (mine) {
                    ledger.send(
                            "",
                            AcceptShard.newBuilder()
                                    .setBlob(Ledger.bytes(name.blob()))
                                    .setShard(name.shard())
                                    .build());
                    LOG.info("accepted {}", name.text());
                }
            }
        }
    }

    /** Once an epoch: collects pay, and is rid of what is over. */
    private void tidy() throws IOException, Ledger.RefusedException {
        var epoch = ledger.ask(
                "repo/epoch",
                io.ixi.vm.repositorium.storage.proto.EpochQuery.getDefaultInstance(),
                io.ixi.vm.repositorium.storage.proto.Clock.getDefaultInstance());
        if (epoch.getEpoch() == settled || !epoch.hasBeacon()) {
            return;
        }
        long from = 1;
        SettleDeals.Builder pay = SettleDeals.newBuilder();
        DropShards.Builder drop = DropShards.newBuilder();
        while (from != 0) {
            DealsQuery query = DealsQuery.newBuilder()
                    .setProvider(ledger.account().toByteString())
                    .setFrom(from)
                    .setLimit(PAGE)
                    .build();
            DealsResult page = ledger.ask("repo/deals", query, DealsResult.getDefaultInstance());
            for (StoredDeal stored : page.getDealsList()) {
                sort(stored, epoch.getEpoch(), pay, drop);
            }
            from = page.getNext();
        }
        if (pay.getDealsCount() > 0) {
            ledger.send("", pay.build());
        }
        if (drop.getDealsCount() > 0) {
            ledger.send("", drop.build());
            for (DealRef ref : drop.getDealsList()) {
                store.delete(new ShardStore.Name(Bytes.wrap(ref.getBlob().toByteArray()), ref.getShard()));
                LOG.info("dropped a shard");
            }
        }
        settled = epoch.getEpoch();
    }

    private static void sort(StoredDeal stored, long epoch, SettleDeals.Builder pay, DropShards.Builder drop) {
        DealRef ref = DealRef.newBuilder()
                .setBlob(stored.getBlob())
                .setShard(stored.getShard())
                .build();
        boolean ended = stored.getDeal().getStatus() == DealStatus.DEAL_ENDED;
        if (ended || epoch > stored.getDeal().getToEpoch()) {
            if (drop.getDealsCount() < PAGE) {
                drop.addDeals(ref);
            }
        } else if (epoch > stored.getDeal().getPaid() + 1 && pay.getDealsCount() < PAGE) {
            pay.addDeals(ref);
        }
    }

    /** Takes over one shard that a failed provider lost, if it may. */
    private void repair() throws IOException, Ledger.RefusedException {
        ShardStore.Name first = owed.pollFirst();
        if (first != null) {
            owed.addLast(first);
            rebuild(first.blob(), first.shard());
            owed.removeLast();
        }
        ProvidersResult all =
                ledger.ask("repo/providers", ProvidersQuery.getDefaultInstance(), ProvidersResult.getDefaultInstance());
        for (ProviderInfo info : all.getProvidersList()) {
            if (info.getProvider().getFailed() && info.getProvider().getSlots() > 0) {
                DealsQuery query = DealsQuery.newBuilder()
                        .setProvider(info.getAccount())
                        .setLimit(PAGE)
                        .build();
                for (StoredDeal lost : ledger.ask("repo/deals", query, DealsResult.getDefaultInstance())
                        .getDealsList()) {
                    if (lost.getDeal().getStatus() == DealStatus.DEAL_ACTIVE && takeOver(lost)) {
                        return;
                    }
                }
            }
        }
    }

    private boolean takeOver(StoredDeal lost) throws IOException, Ledger.RefusedException {
        Bytes id = Bytes.wrap(lost.getBlob().toByteArray());
        BlobResult known = blob(id);
        boolean has = known.getDealsList().stream()
                .anyMatch(deal ->
                        deal.getDeal().getProvider().equals(ledger.account().toByteString()));
        if (has) {
            return false;
        }
        ledger.send(
                "",
                Repair.newBuilder()
                        .setBlob(lost.getBlob())
                        .setShard(lost.getShard())
                        .setProvider(ledger.account().toByteString())
                        .setMaxPrice(lost.getDeal().getPrice())
                        .build());
        owed.addLast(new ShardStore.Name(id, lost.getShard()));
        return true;
    }

    /** Makes the shard again from others; the next turn accepts it. */
    private void rebuild(Bytes id, int shard) throws IOException, Ledger.RefusedException {
        BlobResult known = blob(id);
        Blob blob = known.getBlob();
        Path work = Files.createTempDirectory(folder, "repair");
        Path made = work.resolve("made");
        try {
            Fetch got = Fetch.of(calls, id, known, shard, work);
            new Stripes(new ReedSolomon(blob.getDataShards(), blob.getTotalShards()), null)
                    .rebuild(got.shards(), got.files(), shard, made);
            got.clear();
            Hash root = known.getDealsList().stream()
                    .filter(deal -> deal.getShard() == shard)
                    .map(deal -> Hash.of(deal.getDeal().getRoot().toByteArray()))
                    .findFirst()
                    .orElseThrow(() -> new IOException("the deal is gone"));
            try (InputStream in = Files.newInputStream(made)) {
                store.put(new ShardStore.Name(id, shard), in, blob.getShardBytes(), root);
            }
            LOG.info("rebuilt shard {}", shard);
        } finally {
            for (Path left : List.of(made, work)) {
                Files.deleteIfExists(left);
            }
        }
    }

    @Override
    public void close() {
        ended = true;
        server.close();
        calls.close();
        ledger.close();
    }
}
