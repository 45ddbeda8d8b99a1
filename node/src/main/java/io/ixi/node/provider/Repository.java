package io.ixi.node.provider;

import com.google.protobuf.ByteString;
import io.ixi.consensus.types.Bytes;
import io.ixi.consensus.types.Hash;
import io.ixi.vm.kernel.Address;
import io.ixi.vm.kernel.Amount;
import io.ixi.vm.kernel.crypto.SigningKey;
import io.ixi.vm.repositorium.storage.ReedSolomon;
import io.ixi.vm.repositorium.storage.proto.Blob;
import io.ixi.vm.repositorium.storage.proto.BlobQuery;
import io.ixi.vm.repositorium.storage.proto.BlobResult;
import io.ixi.vm.repositorium.storage.proto.CreateBlob;
import io.ixi.vm.repositorium.storage.proto.GrantKey;
import io.ixi.vm.repositorium.storage.proto.Placement;
import io.ixi.vm.repositorium.storage.proto.ProviderInfo;
import io.ixi.vm.repositorium.storage.proto.ProvidersQuery;
import io.ixi.vm.repositorium.storage.proto.ProvidersResult;
import io.ixi.vm.repositorium.storage.proto.Shred;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/** A user's files in Repositorium: put, get, share, shred. One thread at a time. */
public final class Repository implements AutoCloseable {
    private static final long PAUSE_NANOS = 100_000_000;
    private static final int MOST_WAITS = 1_200;
    private static final Bytes NO_KEY = Bytes.wrap(new byte[Stripes.KEY_BYTES]);

    private final Ledger ledger;
    private final ShardCalls calls;

    /** How a file is stored. */
    public record Terms(int dataShards, int totalShards, int epochs, boolean open, Amount maxPrice) {}

    /** @param key of the user's account; the caller closes it */
    public Repository(URI node, SigningKey key) {
        this.ledger = new Ledger(node, key);
        this.calls = new ShardCalls(key);
    }

    /**
     * Encrypts, codes and places a file; returns when enough providers have their shards.
     *
     * @throws Ledger.RefusedException the chain refused
     */
    public Card put(Path file, Terms terms) throws IOException, Ledger.RefusedException {
        List<ProviderInfo> providers = choose(terms);
        Path folder = Files.createTempDirectory("ixi-put");
        byte[] key = new byte[Stripes.KEY_BYTES];
        byte[] salt = new byte[Stripes.KEY_BYTES];
        SecureRandom random = new SecureRandom();
        random.nextBytes(key);
        random.nextBytes(salt);
        try {
            List<Path> shards = new ArrayList<>();
            for (int i = 0; i < terms.totalShards(); i++) {
                shards.add(folder.resolve(i + ".shard"));
            }
            ReedSolomon code = new ReedSolomon(terms.dataShards(), terms.totalShards());
            Stripes.Coded coded;
            try (InputStream in = Files.newInputStream(file)) {
                coded = new Stripes(code, terms.open() ? null : key).encode(in, shards);
            }
            Hash commit = terms.open() ? Hash.ZERO : Hash.sha256(key, salt);
            Bytes id = create(terms, providers, coded, commit);
            upload(id, providers, shards);
            awaitCertified(id);
            String name = String.valueOf(file.getFileName());
            return new Card(id, name, terms.open() ? NO_KEY : Bytes.wrap(key), Bytes.wrap(salt));
        } finally {
            delete(folder);
        }
    }

    /** The cheapest of those that did not fail and have room. */
    private List<ProviderInfo> choose(Terms terms) throws IOException, Ledger.RefusedException {
        ProvidersResult all =
                ledger.ask("repo/providers", ProvidersQuery.getDefaultInstance(), ProvidersResult.getDefaultInstance());
        List<ProviderInfo> chosen = all.getProvidersList().stream()
                .filter(info -> !info.getProvider().getFailed()
                        && info.getProvider().getUsed()
                                < info.getProvider().getOffer().getCapacity())
                .sorted(Comparator.comparing(
                        info -> Amount.of(info.getProvider().getOffer().getPrice())))
                .limit(terms.totalShards())
                .toList();
        if (chosen.size() < terms.totalShards()) {
            throw new IOException("there are " + chosen.size() + " providers, not " + terms.totalShards());
        }
        return chosen;
    }

    private Bytes create(Terms terms, List<ProviderInfo> providers, Stripes.Coded coded, Hash commit)
            throws IOException, Ledger.RefusedException {
        CreateBlob.Builder create = CreateBlob.newBuilder()
                .setSize(coded.size())
                .setContentHash(ByteString.copyFrom(coded.content().toBytes()))
                .setDataShards(terms.dataShards())
                .setShardBytes(coded.shardBytes())
                .setKeyCommit(ByteString.copyFrom(commit.toBytes()))
                .setPublic(terms.open())
                .setEpochs(terms.epochs())
                .setMaxPrice(terms.maxPrice().toByteString());
        for (int i = 0; i < providers.size(); i++) {
            create.addShards(Placement.newBuilder()
                    .setProvider(providers.get(i).getAccount())
                    .setRoot(ByteString.copyFrom(coded.roots().get(i).toBytes())));
        }
        return ledger.send("blob", create.build());
    }

    private void upload(Bytes id, List<ProviderInfo> providers, List<Path> shards) throws IOException {
        List<Future<?>> sent = new ArrayList<>();
        int failed = 0;
        IOException reason = new IOException("no provider took a shard");
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < shards.size(); i++) {
                int shard = i;
                ProviderInfo info = providers.get(i);
                sent.add(threads.submit(() -> {
                    calls.put(
                            info.getProvider().getOffer().getEndpoint(),
                            Address.of(info.getAccount()),
                            new ShardStore.Name(id, shard),
                            shards.get(shard));
                    return null;
                }));
            }
            for (Future<?> one : sent) {
                try {
                    one.get();
                } catch (ExecutionException e) {
                    failed++;
                    reason = new IOException(String.valueOf(e.getCause()), e);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    throw new IOException("interrupted", e);
                }
            }
        }
        if (failed == shards.size()) {
            throw reason;
        }
    }

    private void awaitCertified(Bytes id) throws IOException, Ledger.RefusedException {
        for (int i = 0; i < MOST_WAITS; i++) {
            if (blob(id).getBlob().getCertified()) {
                return;
            }
            LockSupport.parkNanos(PAUSE_NANOS);
        }
        throw new IOException("too few providers accepted their shards within two minutes");
    }

    /** A blob and its deals. */
    public BlobResult blob(Bytes id) throws IOException, Ledger.RefusedException {
        BlobQuery query = BlobQuery.newBuilder().setBlob(Ledger.bytes(id)).build();
        return ledger.ask("repo/blob", query, BlobResult.getDefaultInstance());
    }

    /** Gets a file back; nothing is left at {@code to} if that fails. */
    public void get(Card card, Path to) throws IOException, Ledger.RefusedException {
        BlobResult known = blob(card.blob());
        Blob blob = known.getBlob();
        ReedSolomon code = new ReedSolomon(blob.getDataShards(), blob.getTotalShards());
        Path folder = Files.createTempDirectory("ixi-get");
        Path target = to.toAbsolutePath();
        Path part = target.resolveSibling(target.getFileName() + ".part");
        try {
            Fetch got = Fetch.of(calls, card.blob(), known, -1, folder);
            Stripes stripes =
                    new Stripes(code, blob.getPublic() ? null : card.key().toArray());
            try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(part), 1 << 20)) {
                stripes.decode(
                        got.shards(),
                        got.files(),
                        blob.getSize(),
                        Hash.of(blob.getContentHash().toByteArray()),
                        out);
            }
            Files.move(part, target, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(part);
            delete(folder);
        }
    }

    /** Lets an account read a blob until a time of the chain; it needs the card too, which the owner passes on. */
    public void share(Card card, Address grantee, long forMs) throws IOException, Ledger.RefusedException {
        ledger.send(
                "",
                GrantKey.newBuilder()
                        .setBlob(Ledger.bytes(card.blob()))
                        .setGrantee(grantee.toByteString())
                        .setCommit(ByteString.copyFrom(Hash.sha256(card.json()).toBytes()))
                        .setUntilMs(ledger.timeMs() + forMs)
                        .build());
    }

    /** Says on the chain that the key is gone: deals end, providers delete. The caller destroys the card. */
    public void shred(Bytes blob) throws IOException, Ledger.RefusedException {
        ledger.send("", Shred.newBuilder().setBlob(Ledger.bytes(blob)).build());
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
        Files.delete(folder);
    }

    @Override
    public void close() {
        ledger.close();
        calls.close();
    }
}
