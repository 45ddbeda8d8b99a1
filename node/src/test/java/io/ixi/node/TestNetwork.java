package io.ixi.node;

import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import io.ixi.consensus.types.Bytes;
import io.ixi.node.config.NodeConfig;
import io.ixi.node.genesis.ChainSpec;
import io.ixi.node.genesis.GenesisFile;
import io.ixi.node.genesis.Modules;
import io.ixi.node.replica.RestartException;
import io.ixi.vm.economy.accounts.proto.RotateKey;
import io.ixi.vm.economy.bank.proto.GenesisAsset;
import io.ixi.vm.economy.bank.proto.GenesisBalance;
import io.ixi.vm.economy.bank.proto.GenesisState;
import io.ixi.vm.economy.bank.proto.Send;
import io.ixi.vm.economy.staking.StakingModule;
import io.ixi.vm.economy.staking.proto.CreateValidator;
import io.ixi.vm.economy.staking.proto.Undelegate;
import io.ixi.vm.kernel.Address;
import io.ixi.vm.kernel.Amount;
import io.ixi.vm.kernel.crypto.Scheme;
import io.ixi.vm.kernel.crypto.SigningKey;
import io.ixi.vm.kernel.proto.Genesis;
import io.ixi.vm.kernel.proto.GenesisTiming;
import io.ixi.vm.kernel.proto.GenesisValidator;
import io.ixi.vm.kernel.proto.Limits;
import io.ixi.vm.kernel.proto.ModuleGenesis;
import io.ixi.vm.kernel.tx.Domain;
import io.ixi.vm.kernel.tx.Draft;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Whole nodes in this process: real sockets on loopback, real disks in a temporary directory, keys from fixed seeds.
 */
final class TestNetwork implements AutoCloseable {
    private static final int FIRST_PORT = 10_000;
    private static final int PORTS = 20_000;
    private static final AtomicInteger NEXT_PORT =
            new AtomicInteger(ThreadLocalRandom.current().nextInt(PORTS));

    /** What each validator of a chain with staking has at stake. */
    private static final long BOND = 1_000_000_000_000L;

    private final Path directory;
    private final ChainSpec spec;
    private final List<Integer> ports = new ArrayList<>();
    private final List<@Nullable Node> nodes = new ArrayList<>();
    private final SigningKey wallet = SigningKey.fromSeed(Scheme.ML_DSA_44, seed(1_000));

    /** Without staking: one set for ever. */
    TestNetwork(Path directory, int validators) {
        this(directory, validators, 200);
    }

    TestNetwork(Path directory, int validators, int heartbeatMs) {
        this(directory, validators, 0, 0, heartbeatMs);
    }

    /**
     * @param others nodes with keys that the genesis does not name
     * @param epochBlocks blocks in an epoch; 0: no staking
     */
    TestNetwork(Path directory, int validators, int others, int epochBlocks) {
        this(directory, validators, others, epochBlocks, 200);
    }

    private TestNetwork(Path directory, int validators, int others, int epochBlocks, int heartbeatMs) {
        this.directory = directory;
        Genesis genesis = genesis(validators, others, epochBlocks, heartbeatMs);
        this.spec = ChainSpec.of(genesis);
        try {
            Files.writeString(
                    directory.resolve("genesis.json"),
                    GenesisFile.print(genesis, Modules.executor().registry()));
            for (int i = 0; i < validators + others; i++) {
                ports.add(freePort());
                nodes.add(null);
                Path home = Files.createDirectories(home(i));
                Path key = Files.createFile(
                        home.resolve("validator.key"),
                        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
                Files.writeString(key, HexFormat.of().formatHex(seed(i)));
            }
            for (int i = 0; i < validators + others; i++) {
                Files.writeString(NodeConfig.file(home(i)), config(i));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    ChainSpec spec() {
        return spec;
    }

    Path home(int validator) {
        return directory.resolve("v" + validator);
    }

    NodeConfig settings(int validator) {
        return NodeConfig.load(home(validator), java.util.Map.of());
    }

    Node start(int validator) {
        Node node = Node.start(settings(validator));
        nodes.set(validator, node);
        return node;
    }

    /** Closes and starts a node that asks for it, as the node's command does; any other end of it is an error. */
    void restartIfAsked(int validator) {
        Throwable reason = node(validator).failure().getNow(null);
        if (reason instanceof RestartException) {
            stop(validator);
            start(validator);
        } else if (reason != null) {
            throw new AssertionError("v" + validator + " has stopped by itself", reason);
        }
    }

    void startAll() {
        for (int i = 0; i < nodes.size(); i++) {
            start(i);
        }
    }

    void stop(int validator) {
        Node node = nodes.get(validator);
        if (node != null) {
            node.close();
            nodes.set(validator, null);
        }
    }

    Node node(int validator) {
        return java.util.Objects.requireNonNull(nodes.get(validator));
    }

    /** The account that the genesis gives everything to. */
    Address rich() {
        return Address.of(Scheme.ML_DSA_44.number(), wallet.publicKey());
    }

    static Address account(int number) {
        return new Address(
                io.ixi.consensus.types.Hash.sha256(("account " + number).getBytes(StandardCharsets.US_ASCII)));
    }

    /** A signed transfer of one unit from {@link #rich}. */
    Bytes transfer(long sequence, Address to) {
        return sign(draft(sequence, send(to)));
    }

    private static Send send(Address to) {
        return Send.newBuilder()
                .setTo(to.toByteString())
                .setAmount(Amount.of(1).toByteString())
                .build();
    }

    private Draft draft(long sequence, Message message) {
        return Draft.of(
                spec.hash(),
                Draft.key(Scheme.ML_DSA_44, wallet.publicKey()),
                rich(),
                sequence,
                10_000,
                Amount.of(1_000_000_000),
                List.of(message));
    }

    private Bytes sign(Draft draft) {
        byte[] signature = wallet.sign(Domain.txContext(), draft.signingHash().toBytes(), new byte[32]);
        return draft.signed(Scheme.ML_DSA_44, Bytes.wrap(signature));
    }

    /** Signed with the first key, which it does not carry: the chain looks it up. */
    Bytes transferByKnownKey(long sequence, Address to) {
        return sign(draft(sequence, send(to)).withoutKey());
    }

    /** Replaces the first key of {@link #rich} by another. */
    Bytes rotation(long sequence) {
        try (SigningKey other = SigningKey.fromSeed(Scheme.ML_DSA_44, seed(2_000))) {
            return sign(draft(
                    sequence,
                    RotateKey.newBuilder()
                            .setScheme(Scheme.ML_DSA_44.number())
                            .setPublicKey(ByteString.copyFrom(other.publicKey().toArray()))
                            .build()));
        }
    }

    @Override
    public void close() {
        stopAll();
        wallet.close();
    }

    void stopAll() {
        for (int i = 0; i < nodes.size(); i++) {
            stop(i);
        }
    }

    /** A message of the account of a node's own voting key, which is its operator. */
    Bytes byOperator(int node, long sequence, Message message) {
        try (SigningKey key = SigningKey.fromSeed(Scheme.ML_DSA_44, seed(node))) {
            Draft draft = Draft.of(
                    spec.hash(),
                    Draft.key(Scheme.ML_DSA_44, key.publicKey()),
                    operator(node),
                    sequence,
                    10_000,
                    Amount.of(1_000_000_000),
                    List.of(message));
            byte[] signature = key.sign(Domain.txContext(), draft.signingHash().toBytes(), new byte[32]);
            return draft.signed(Scheme.ML_DSA_44, Bytes.wrap(signature));
        }
    }

    static Address operator(int node) {
        try (SigningKey key = SigningKey.fromSeed(Scheme.ML_DSA_44, seed(node))) {
            return Address.of(Scheme.ML_DSA_44.number(), key.publicKey());
        }
    }

    /** A node's voting key shows that its operator may stake for it. */
    CreateValidator stakes(int node) {
        try (SigningKey key = SigningKey.fromSeed(Scheme.ML_DSA_44, seed(node))) {
            byte[] proven = io.ixi.consensus.types.Hash.sha256(
                            spec.hash().toBytes(), operator(node).hash().toBytes())
                    .toBytes();
            byte[] proof = key.sign("IXI-validator-v1".getBytes(StandardCharsets.US_ASCII), proven, new byte[32]);
            return CreateValidator.newBuilder()
                    .setPublicKey(ByteString.copyFrom(key.publicKey().toArray()))
                    .setProof(ByteString.copyFrom(proof))
                    .setBond(Amount.of(BOND).toByteString())
                    .build();
        }
    }

    /** Takes all stake of a node back. */
    static Undelegate unstakes(int node) {
        return Undelegate.newBuilder()
                .setValidator(operator(node).toByteString())
                .setAmount(Amount.of(BOND).toByteString())
                .build();
    }

    private static io.ixi.vm.economy.staking.proto.GenesisState staking(int validators, int epochBlocks) {
        var staking = io.ixi.vm.economy.staking.proto.GenesisState.newBuilder()
                .setParameters(StakingModule.DEFAULTS.toBuilder()
                        .setEpochBlocks(epochBlocks)
                        .setMinBond(BOND));
        for (int i = 0; i < validators; i++) {
            try (SigningKey key = SigningKey.fromSeed(Scheme.ML_DSA_44, seed(i))) {
                staking.addValidators(io.ixi.vm.economy.staking.proto.GenesisValidator.newBuilder()
                        .setOperator(operator(i).toByteString())
                        .setPublicKey(ByteString.copyFrom(key.publicKey().toArray()))
                        .setBond(Amount.of(BOND).toByteString()));
            }
        }
        return staking.build();
    }

    private Genesis genesis(int validators, int others, int epochBlocks, int heartbeatMs) {
        GenesisState.Builder bank = GenesisState.newBuilder()
                .addAssets(GenesisAsset.newBuilder().setAsset("ixi").setDecimals(6))
                .addBalances(GenesisBalance.newBuilder()
                        .setAccount(rich().toByteString())
                        .setAmount(Amount.of(1_000_000_000_000_000L).toByteString()));
        for (int i = 0; epochBlocks > 0 && i < validators + others; i++) {
            bank.addBalances(GenesisBalance.newBuilder()
                    .setAccount(operator(i).toByteString())
                    .setAmount(Amount.of(4 * BOND).toByteString()));
        }
        Genesis.Builder genesis = Genesis.newBuilder()
                .setChainName("test")
                .setTimeMs(1_700_000_000_000L)
                .setProtocol(1)
                .setTiming(GenesisTiming.newBuilder()
                        .setLeaderMs(500)
                        .setAdvanceMs(1_000)
                        .setRetryMs(1_000)
                        .setSkipMs(3_000)
                        .setHeartbeatMs(heartbeatMs)
                        .setMaxBackoff(8))
                .setLimits(Limits.newBuilder()
                        .setBlockBytes(4 << 20)
                        .setBlockGas(2_000_000)
                        .setBlockTransactions(1_000))
                .addModules(ModuleGenesis.newBuilder()
                        .setModule("bank")
                        .setState(bank.build().toByteString()));
        if (epochBlocks > 0) {
            genesis.addModules(ModuleGenesis.newBuilder()
                    .setModule("staking")
                    .setState(staking(validators, epochBlocks).toByteString()));
        }
        for (int i = 0; i < validators; i++) {
            try (SigningKey key = SigningKey.fromSeed(Scheme.ML_DSA_44, seed(i))) {
                genesis.addValidators(GenesisValidator.newBuilder()
                        .setName("v" + i)
                        .setPublicKey(ByteString.copyFrom(key.publicKey().toArray()))
                        .setPower(epochBlocks > 0 ? BOND / 1_000_000 : 1));
            }
        }
        return genesis.build();
    }

    private String config(int validator) {
        StringBuilder toml =
                new StringBuilder("name = \"v" + validator + "\"\n[p2p]\nport = " + ports.get(validator) + "\n");
        int named = spec.chain().validators().size();
        for (int i = 0; i < named; i++) {
            if (i != validator) {
                toml.append("[[p2p.peers]]\nname = \"v" + i + "\"\nport = " + ports.get(i) + "\n");
            }
        }
        return toml.append("[rpc]\nport = 0\n").toString();
    }

    private static byte[] seed(int number) {
        return io.ixi.consensus.types.Hash.sha256(("seed " + number).getBytes(StandardCharsets.US_ASCII))
                .toBytes();
    }

    /** Below the ports that Linux gives to outgoing connections: nobody takes it while a node is down. */
    private static int freePort() {
        while (true) {
            int port = FIRST_PORT + NEXT_PORT.getAndIncrement() % PORTS;
            try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
                return socket.getLocalPort();
            } catch (IOException taken) {
                // the next one
            }
        }
    }
}
