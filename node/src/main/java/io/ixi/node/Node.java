package io.ixi.node;

import com.google.protobuf.Message;
import io.ixi.consensus.codec.Wire;
import io.ixi.consensus.types.BlockHeader;
import io.ixi.consensus.types.Bytes;
import io.ixi.node.care.Backup;
import io.ixi.node.care.OwnerDoor;
import io.ixi.node.config.ConfigException;
import io.ixi.node.config.NodeConfig;
import io.ixi.node.genesis.ChainSpec;
import io.ixi.node.genesis.GenesisFile;
import io.ixi.node.genesis.Modules;
import io.ixi.node.genesis.ValidatorKey;
import io.ixi.node.genesis.VoteKeys;
import io.ixi.node.journal.FileDisk;
import io.ixi.node.journal.Journal;
import io.ixi.node.journal.StorageException;
import io.ixi.node.mempool.Mempool;
import io.ixi.node.net.Identity;
import io.ixi.node.net.NettyTransport;
import io.ixi.node.net.PeerAddress;
import io.ixi.node.net.TransportSettings;
import io.ixi.node.replica.Clock;
import io.ixi.node.replica.Event;
import io.ixi.node.replica.FinalizedListener;
import io.ixi.node.replica.Ports;
import io.ixi.node.replica.Replica;
import io.ixi.node.replica.ReplicaLoop;
import io.ixi.node.replica.ReplicaMetrics;
import io.ixi.node.replica.RestartException;
import io.ixi.node.replica.Signer;
import io.ixi.node.replica.Tuning;
import io.ixi.node.signer.KeySigner;
import io.ixi.node.signer.RemoteSigner;
import io.ixi.node.signer.SignerServer;
import io.ixi.node.signer.Watermark;
import io.ixi.node.store.FileSnapshots;
import io.ixi.node.store.Ledger;
import io.ixi.node.store.Replacement;
import io.ixi.node.store.RocksLedger;
import io.ixi.rpc.Backend;
import io.ixi.rpc.RpcConfig;
import io.ixi.rpc.RpcServer;
import io.ixi.vm.kernel.crypto.Scheme;
import io.ixi.vm.kernel.crypto.SigningKey;
import io.ixi.vm.kernel.exec.Executor;
import io.ixi.vm.kernel.module.ModuleSpec;
import io.ixi.vm.kernel.proto.Genesis;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A running node: everything put together, in the order of its needs; closed in the opposite order. */
public final class Node implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Node.class);

    /** Blocks between two looks at who became a validator. */
    private static final int MEET_BLOCKS = 8;

    private final Deque<AutoCloseable> parts = new ArrayDeque<>();
    private final CompletableFuture<Throwable> failure = new CompletableFuture<>();
    private final ChainSpec spec;
    private final NodeBackend backend;
    private final int rpcPort;

    /**
     * Starts a node and returns once its doors are open; it may still be catching up.
     *
     * @throws ConfigException for settings, keys, a genesis or ports that cannot be used
     * @throws io.ixi.node.signer.SignerException for a key that another process uses or whose memory is damaged
     * @throws io.ixi.node.journal.StorageException for a data directory that is damaged, locked or of another chain
     */
    public static Node start(NodeConfig config) {
        return new Node(config);
    }

    private Node(NodeConfig config) {
        try {
            Executor executor = Modules.executor();
            Genesis genesis = GenesisFile.read(config.genesis(), executor.registry());
            this.spec = ChainSpec.of(genesis);
            byte[] seed = ValidatorKey.readSeed(config.key());
            try {
                this.backend = assemble(config, executor, seed);
                this.rpcPort = openDoors(config.rpc()).port();
            } finally {
                Arrays.fill(seed, (byte) 0);
            }
        } catch (RuntimeException | Error e) {
            close();
            throw e;
        }
    }

    /** The chain that this node is part of. */
    public ChainSpec spec() {
        return spec;
    }

    /** What its doors see. */
    public Backend backend() {
        return backend;
    }

    /** Where JSON-RPC listens. */
    public int rpcPort() {
        return rpcPort;
    }

    /**
     * Completes with the reason if the node has to stop by itself: a full or failing disk, a broken invariant, or
     * {@link RestartException}: then it is to be closed and started again.
     */
    public CompletableFuture<Throwable> failure() {
        return failure;
    }

    /** Opens everything but the doors, in the order of its needs. */
    private NodeBackend assemble(NodeConfig config, Executor executor, byte[] seed) {
        int me = spec.names().indexOf(config.name());
        Scheme scheme = me < 0 ? Scheme.ML_DSA_44 : ownScheme(config, spec, me, seed);
        PrometheusMeterRegistry meters = Meters.create();
        parts.push(meters::close);
        RocksLedger ledger = part(openLedger(config, executor));
        FileSnapshots snapshots = part(snapshots(config, executor, ledger));
        ledger.snapshots(snapshots);
        FileDisk disk = part(FileDisk.open(config.journal()));
        Journal.Opened journal = Journal.open(disk, spec.hash(), Journal.Options.DEFAULT);
        parts.push(journal.journal());

        Identity identity = Identity.fromSeed(scheme, seed);
        PeerBook book = new PeerBook(spec.chain().validators(), identity.publicKey());
        Signer signer = signer(config, identity.publicKey(), scheme, seed);

        Inbox inbox = new Inbox();
        ReplicaLoop loop = part(new ReplicaLoop(
                Clock.SYSTEM, inbox::transactions, inbox::malformed, this::fail, threads(config.tuning())));
        inbox.replica(loop);
        NettyTransport transport = part(openTransport(config, me, identity, inbox, meters));
        Mempool mempool = part(new Mempool(
                executor,
                spec.hash(),
                ledger::latest,
                transport,
                me,
                book::count,
                () -> loop.post(new Event.TransactionsArrived()),
                meters,
                threads(config.tuning())));
        inbox.open(mempool, transport);
        book.door(transport::admit);
        meet(book, executor, ledger, 0);
        Consumer<Message> accuser =
                part(new OwnAccount(identity.publicKey(), scheme, seed, spec.hash(), mempool, ledger));
        AtomicReference<FinalizedListener> listener = new AtomicReference<>((hash, header, executed) -> {});
        Ports ports = new Ports(
                transport,
                ledger,
                executor,
                mempool,
                mempool.check(),
                set -> new VoteKeys(spec.hash(), set),
                book::number,
                signer,
                loop,
                Clock.SYSTEM,
                (hash, header, executed) -> {
                    snapshots.finalized(header);
                    listener.get().finalized(hash, header, executed);
                    meet(book, executor, ledger, header.height());
                },
                accuser,
                new ReplicaMetrics(meters));
        Replica replica = new Replica(
                spec.chain(),
                identity.publicKey(),
                journal,
                ports,
                Tuning.DEFAULT.withBatchMs(config.tuning().batchMs()));
        NodeBackend view =
                new NodeBackend(config.name(), spec, executor, ledger, mempool, transport, replica::status, meters);
        listener.set(view);
        loop.start(replica);
        openOwnerDoor(config, ledger);
        return view;
    }

    private void openOwnerDoor(NodeConfig config, RocksLedger ledger) {
        try {
            part(OwnerDoor.open(config.home(), to -> Backup.copy(ledger, config, spec, to)));
        } catch (IOException e) {
            LOG.warn("No backup while this node runs: no socket in {}: {}", config.home(), e.getMessage());
        }
    }

    /** Lets in whoever became a validator since the last time. */
    private static void meet(PeerBook book, Executor executor, Ledger ledger, long height) {
        if (height % MEET_BLOCKS == 0) {
            book.meet(executor.votingKeys(ledger.latest()));
        }
    }

    /** In this process behind its watermark, or in another one. */
    private Signer signer(NodeConfig config, Bytes publicKey, Scheme scheme, byte[] seed) {
        if (config.signer() != null) {
            return part(RemoteSigner.connect(config.signer()));
        }
        Path file = Watermark.beside(config.key(), spec.hash());
        return part(new KeySigner(
                ValidatorKey.signer(scheme, seed, spec.hash()), Watermark.open(file, spec.hash(), publicKey)));
    }

    /**
     * Serves a validator's key from a process without a node, at {@code signer} in node.toml or signer.sock in the
     * home.
     *
     * @throws ConfigException for settings, a key or a genesis that cannot be used
     * @throws io.ixi.node.signer.SignerException for a key that another process uses or whose memory is damaged
     */
    public static SignerServer serveKey(NodeConfig config) {
        ChainSpec spec = ChainSpec.of(
                GenesisFile.read(config.genesis(), Modules.executor().registry()));
        int me = spec.names().indexOf(config.name());
        byte[] seed = ValidatorKey.readSeed(config.key());
        try {
            Scheme scheme = me < 0 ? Scheme.ML_DSA_44 : ownScheme(config, spec, me, seed);
            Signer key = ValidatorKey.signer(scheme, seed, spec.hash());
            Path file = Watermark.beside(config.key(), spec.hash());
            Bytes publicKey = Identity.fromSeed(scheme, seed).publicKey();
            Watermark watermark = Watermark.open(file, spec.hash(), publicKey);
            Path asked = config.signer();
            return SignerServer.start(asked == null ? config.home().resolve("signer.sock") : asked, key, watermark);
        } finally {
            Arrays.fill(seed, (byte) 0);
        }
    }

    private static Scheme ownScheme(NodeConfig config, ChainSpec spec, int me, byte[] seed) {
        Bytes expected = spec.chain().validators().get(me).publicKey();
        Scheme scheme = VoteKeys.scheme(expected);
        try (SigningKey key = SigningKey.fromSeed(scheme, seed)) {
            if (!key.publicKey().equals(expected)) {
                throw new ConfigException("The key " + config.key() + " is not the one that the genesis names for "
                        + config.name() + ": use that validator's key, or that key's name.");
            }
        }
        return scheme;
    }

    private RocksLedger openLedger(NodeConfig config, Executor executor) {
        takeReplacement(config);
        RocksLedger ledger = RocksLedger.open(
                config.state(), spec.hash(), executor.registry().events(), options(config.storage()));
        try {
            if (ledger.isEmpty()) {
                BlockHeader first = spec.chain().genesis();
                ledger.commitGenesis(first, Wire.headerHash(first), executor.genesis(spec.genesis()));
            }
            return ledger;
        } catch (RuntimeException e) {
            ledger.close();
            throw e instanceof IllegalArgumentException
                    ? new ConfigException("The genesis is not valid: " + e.getMessage(), e)
                    : e;
        }
    }

    private FileSnapshots snapshots(NodeConfig config, Executor executor, Ledger ledger) {
        NodeConfig.Storage storage = config.storage();
        return new FileSnapshots(
                config.home().resolve("snapshots"),
                config.state(),
                spec.hash(),
                executor.registry().modules().stream()
                        .map(ModuleSpec::name)
                        .sorted()
                        .toList(),
                ledger,
                new FileSnapshots.Options(storage.snapshotEvery(), storage.snapshotLag()));
    }

    /** Under the journal's lock, so that no other process has the store open. */
    private static void takeReplacement(NodeConfig config) {
        try (FileDisk _ = FileDisk.open(config.journal())) {
            Replacement.take(config.state());
        } catch (IOException e) {
            throw new StorageException(StorageException.Reason.IO, "cannot release " + config.journal() + ": " + e, e);
        }
    }

    private static Ledger.Options options(NodeConfig.Storage storage) {
        return storage.archive()
                ? Ledger.Options.ARCHIVE
                : new Ledger.Options(storage.historyBlocks(), storage.keepBlocks());
    }

    private NettyTransport openTransport(
            NodeConfig config, int me, Identity identity, Inbox inbox, PrometheusMeterRegistry meters) {
        List<PeerAddress> peers = new ArrayList<>();
        for (NodeConfig.Peer peer : config.p2p().peers()) {
            int index = spec.names().indexOf(peer.name());
            if (index < 0) {
                throw new ConfigException("node.toml names the peer " + peer.name() + ", which is not in the genesis.");
            }
            if (index != me) {
                Bytes key = spec.chain().validators().get(index).publicKey();
                peers.add(new PeerAddress(index, key, peer.host(), peer.port()));
            }
        }
        InetSocketAddress listen =
                new InetSocketAddress(config.p2p().host(), config.p2p().port());
        try {
            return NettyTransport.open(new TransportSettings(listen, identity, spec.hash(), me, peers), inbox, meters);
        } catch (IOException e) {
            throw new ConfigException(e.getMessage() + " Set p2p.port in node.toml to a free port.", e);
        }
    }

    private RpcServer openDoors(NodeConfig.Rpc settings) {
        RpcConfig config = new RpcConfig(
                settings.host(),
                settings.port(),
                -1,
                settings.allowedHosts(),
                settings.allowedOrigins(),
                RpcConfig.Limits.DEFAULT,
                RpcConfig.Rates.of(settings.costPerSecond()),
                settings.tokens());
        try {
            RpcServer server = part(RpcServer.start(config, backend));
            LOG.info("Chain {}: JSON-RPC at {}:{}", spec.id(), settings.host(), server.port());
            return server;
        } catch (IOException e) {
            throw new ConfigException(e.getMessage() + " Set rpc.port in node.toml to a free port.", e);
        }
    }

    private static int threads(NodeConfig.Tuning tuning) {
        return tuning.verifyThreads() > 0
                ? tuning.verifyThreads()
                : Runtime.getRuntime().availableProcessors();
    }

    private void fail(Throwable cause) {
        if (cause instanceof RestartException) {
            LOG.info("This node starts again: {}", cause.getMessage());
            failure.complete(cause);
            return;
        }
        LOG.error("This node stops: {}", cause.getMessage(), cause);
        failure.complete(cause);
    }

    private <T extends AutoCloseable> T part(T part) {
        parts.push(part);
        return part;
    }

    /** Stops serving, then taking part, then closes the disks. */
    @Override
    public void close() {
        while (!parts.isEmpty()) {
            AutoCloseable part = parts.pop();
            try {
                part.close();
            } catch (Exception e) {
                LOG.warn("Closing {}: {}", part.getClass().getSimpleName(), e.getMessage(), e);
            }
        }
    }
}
