package io.ixi.node;

import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import io.ixi.consensus.types.Bytes;
import io.ixi.node.config.NodeConfig;
import io.ixi.node.genesis.ChainSpec;
import io.ixi.node.genesis.GenesisFile;
import io.ixi.node.genesis.Modules;
import io.ixi.vm.economy.accounts.proto.RotateKey;
import io.ixi.vm.economy.bank.proto.GenesisAsset;
import io.ixi.vm.economy.bank.proto.GenesisBalance;
import io.ixi.vm.economy.bank.proto.GenesisState;
import io.ixi.vm.economy.bank.proto.Send;
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
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Whole nodes in this process: real sockets on loopback, real disks in a temporary directory, keys from fixed seeds.
 */
final class TestNetwork implements AutoCloseable {
    private final Path directory;
    private final ChainSpec spec;
    private final List<Integer> ports = new ArrayList<>();
    private final List<@Nullable Node> nodes = new ArrayList<>();
    private final SigningKey wallet = SigningKey.fromSeed(Scheme.ML_DSA_44, seed(1_000));

    TestNetwork(Path directory, int validators) {
        this(directory, validators, 200);
    }

    TestNetwork(Path directory, int validators, int heartbeatMs) {
        this.directory = directory;
        Genesis genesis = genesis(validators, heartbeatMs);
        this.spec = ChainSpec.of(genesis);
        try {
            Files.writeString(
                    directory.resolve("genesis.json"),
                    GenesisFile.print(genesis, Modules.executor().registry()));
            for (int i = 0; i < validators; i++) {
                ports.add(freePort());
                nodes.add(null);
                Path home = Files.createDirectories(home(i));
                Path key = Files.createFile(
                        home.resolve("validator.key"),
                        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
                Files.writeString(key, HexFormat.of().formatHex(seed(i)));
            }
            for (int i = 0; i < validators; i++) {
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

    private Genesis genesis(int validators, int heartbeatMs) {
        GenesisState bank = GenesisState.newBuilder()
                .addAssets(GenesisAsset.newBuilder().setAsset("ixi").setDecimals(6))
                .addBalances(GenesisBalance.newBuilder()
                        .setAccount(rich().toByteString())
                        .setAmount(Amount.of(1_000_000_000_000_000L).toByteString()))
                .build();
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
                .addModules(ModuleGenesis.newBuilder().setModule("bank").setState(bank.toByteString()));
        for (int i = 0; i < validators; i++) {
            try (SigningKey key = SigningKey.fromSeed(Scheme.ML_DSA_44, seed(i))) {
                genesis.addValidators(GenesisValidator.newBuilder()
                        .setName("v" + i)
                        .setPublicKey(ByteString.copyFrom(key.publicKey().toArray()))
                        .setPower(1));
            }
        }
        return genesis.build();
    }

    private String config(int validator) {
        StringBuilder toml =
                new StringBuilder("name = \"v" + validator + "\"\n[p2p]\nport = " + ports.get(validator) + "\n");
        for (int i = 0; i < ports.size(); i++) {
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

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
