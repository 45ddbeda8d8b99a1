package io.ixi.node.provider;

import io.ixi.consensus.types.Bytes;
import io.ixi.consensus.types.Hash;
import io.ixi.vm.kernel.Address;
import io.ixi.vm.repositorium.storage.proto.BlobResult;
import io.ixi.vm.repositorium.storage.proto.DealInfo;
import io.ixi.vm.repositorium.storage.proto.DealStatus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gets enough shards of a blob, data shards first, several at once; a provider that fails is replaced by the next one.
 */
record Fetch(List<Integer> shards, List<Path> files) {
    private static final Logger LOG = LoggerFactory.getLogger(Fetch.class);

    private record Got(int shard, Path file) {}

    static Fetch of(ShardCalls calls, Bytes id, BlobResult known, int without, Path folder) throws IOException {
        int data = known.getBlob().getDataShards();
        List<DealInfo> left = new ArrayList<>(known.getDealsList().stream()
                .filter(deal -> deal.getShard() != without
                        && !deal.getLost()
                        && deal.getDeal().getStatus() == DealStatus.DEAL_ACTIVE)
                .sorted(Comparator.comparingInt(DealInfo::getShard))
                .toList());
        List<Got> got = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            while (got.size() < data && !left.isEmpty()) {
                List<Future<Got>> asked = new ArrayList<>();
                for (int i = got.size(); i < data && !left.isEmpty(); i++) {
                    DealInfo deal = left.removeFirst();
                    asked.add(threads.submit(() -> one(calls, id, deal, folder)));
                }
                for (Future<Got> future : asked) {
                    join(future, got);
                }
            }
        }
        if (got.size() < data) {
            throw new IOException("only " + got.size() + " of " + data + " shards that are needed can be had");
        }
        return new Fetch(
                got.stream().map(Got::shard).toList(),
                got.stream().map(Got::file).toList());
    }

    private static void join(Future<Got> future, List<Got> got) throws IOException {
        try {
            got.add(future.get());
        } catch (ExecutionException e) {
            LOG.info("a shard cannot be had: {}", String.valueOf(e.getCause()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    private static Got one(ShardCalls calls, Bytes id, DealInfo deal, Path folder) throws IOException {
        Path file = folder.resolve(deal.getShard() + ".got");
        calls.get(
                deal.getEndpoint(),
                Address.of(deal.getDeal().getProvider()),
                new ShardStore.Name(id, deal.getShard()),
                deal.getDeal().getBytes(),
                Hash.of(deal.getDeal().getRoot().toByteArray()),
                file);
        return new Got(deal.getShard(), file);
    }

    /** Deletes what was got. */
    void clear() throws IOException {
        for (Path file : files) {
            Files.deleteIfExists(file);
        }
    }
}
