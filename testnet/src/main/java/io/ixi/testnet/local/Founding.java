package io.ixi.testnet.local;

import com.google.protobuf.ByteString;
import io.ixi.cli.DemoKeys;
import io.ixi.consensus.types.Bytes;
import io.ixi.node.config.NodeConfig;
import io.ixi.node.genesis.ChainSpec;
import io.ixi.node.genesis.GenesisFile;
import io.ixi.node.genesis.Modules;
import io.ixi.vm.economy.bank.proto.GenesisAsset;
import io.ixi.vm.economy.bank.proto.GenesisBalance;
import io.ixi.vm.economy.bank.proto.GenesisState;
import io.ixi.vm.economy.staking.StakingModule;
import io.ixi.vm.kernel.Address;
import io.ixi.vm.kernel.Amount;
import io.ixi.vm.kernel.crypto.Scheme;
import io.ixi.vm.kernel.crypto.SigningKey;
import io.ixi.vm.kernel.module.Registry;
import io.ixi.vm.kernel.proto.Genesis;
import io.ixi.vm.kernel.proto.GenesisTiming;
import io.ixi.vm.kernel.proto.GenesisValidator;
import io.ixi.vm.kernel.proto.Limits;
import io.ixi.vm.kernel.proto.ModuleGenesis;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

/**
 * What a new network begins with. Validator keys are random; the genesis names its time, so two networks never share a
 * chain id.
 *
 * @param funds accounts and their first balance of the native asset, in base units
 * @param shape the last word on the genesis
 */
public record Founding(
        String chainName, int validators, int basePort, Map<Address, Long> funds, UnaryOperator<Genesis> shape) {
    /** A billion ixi with six decimals: enough for any demonstration. */
    static final long DEMO_BALANCE = 1_000_000_000_000_000L;

    /** What each validator stakes of its own: a million ixi. */
    private static final long BOND = 1_000_000_000_000L;

    /** What each operator starts with: its bond and as much again. */
    private static final long OPERATOR_FUNDS = 2 * BOND;

    /** Most new units ever: a billion ixi. */
    private static final long ISSUANCE_CAP = 1_000_000_000_000_000L;

    private static final int COMMISSION_PPM = 100_000;
    private static final int PROTOCOL = 1;
    private static final String NATIVE = "ixi";
    private static final int DECIMALS = 6;

    public Founding {
        funds = new TreeMap<>(funds);
    }

    /** With the usual genesis. */
    public Founding(String chainName, int validators, int basePort, Map<Address, Long> funds) {
        this(chainName, validators, basePort, funds, UnaryOperator.identity());
    }

    /** Validators v1, v2, ... and the funded demo accounts. */
    public static Founding demo(int validators, int basePort) {
        Map<Address, Long> funds = new TreeMap<>();
        Arrays.stream(DemoKeys.values())
                .parallel()
                .map(DemoKeys::address)
                .toList()
                .forEach(address -> funds.put(address, DEMO_BALANCE));
        return new Founding("testnet", validators, basePort, funds);
    }

    /** On ports that are free now, for a network that lives shortly. */
    public static Founding anywhere(String chainName, int validators, Map<Address, Long> funds) {
        return anywhere(chainName, validators, funds, UnaryOperator.identity());
    }

    /** The same with another genesis. */
    public static Founding anywhere(
            String chainName, int validators, Map<Address, Long> funds, UnaryOperator<Genesis> shape) {
        Founding founding = new Founding(chainName, validators, Ports.FIRST, funds);
        return new Founding(chainName, validators, Ports.anyFreeBase(founding.plan()), funds, shape);
    }

    /** Names and ports; the chain is not known yet. */
    Network plan() {
        return new Network(
                        Network.FORMAT,
                        "",
                        IntStream.rangeClosed(1, validators)
                                .mapToObj(i -> new Network.Member("v" + i, 0, 0))
                                .toList())
                .at(basePort);
    }

    /**
     * Writes genesis, keys and settings into a draft of the directory.
     *
     * @return what was made
     */
    Network write(Path draft) throws IOException {
        // reading the descriptors takes as long as making the keys
        CompletableFuture<Registry> registry =
                CompletableFuture.supplyAsync(() -> Modules.executor().registry());
        Network plan = plan();
        SecureRandom random = new SecureRandom();
        List<GenesisValidator> set = new ArrayList<>();
        for (Network.Member member : plan.validators()) {
            byte[] seed = new byte[SigningKey.SEED_BYTES];
            random.nextBytes(seed);
            Path home = Files.createDirectories(member.home(draft));
            secret(home.resolve("validator.key"), HexFormat.of().formatHex(seed) + "\n");
            try (SigningKey key = SigningKey.fromSeed(Scheme.ML_DSA_44, seed)) {
                set.add(GenesisValidator.newBuilder()
                        .setName(member.name())
                        .setPublicKey(bytes(key.publicKey()))
                        .setPower(BOND / StakingModule.DEFAULTS.getPowerUnit())
                        .build());
            } finally {
                Arrays.fill(seed, (byte) 0);
            }
        }
        Genesis genesis = shape.apply(genesis(set));
        Network network = new Network(plan.format(), ChainSpec.of(genesis).id(), plan.validators());
        settings(network, draft);
        Files.writeString(draft.resolve(Directory.GENESIS), GenesisFile.print(genesis, registry.join()));
        return network;
    }

    private Genesis genesis(List<GenesisValidator> set) {
        return Genesis.newBuilder()
                .setChainName(chainName)
                .setTimeMs(System.currentTimeMillis())
                .setProtocol(PROTOCOL)
                .setTiming(GenesisTiming.newBuilder()
                        .setLeaderMs(400)
                        .setAdvanceMs(800)
                        .setRetryMs(1_000)
                        .setSkipMs(3_000)
                        .setHeartbeatMs(1_000)
                        .setMaxBackoff(8))
                .addAllValidators(set)
                .setLimits(Limits.newBuilder()
                        .setBlockBytes(4 << 20)
                        .setBlockGas(2_000_000)
                        .setBlockTransactions(4_096))
                .addModules(ModuleGenesis.newBuilder()
                        .setModule("bank")
                        .setState(bank(set).toByteString()))
                .addModules(ModuleGenesis.newBuilder()
                        .setModule("staking")
                        .setState(staking(set).toByteString()))
                .build();
    }

    /** A validator's operator is the account of its own key. */
    private static ByteString operator(GenesisValidator validator) {
        Bytes key = Bytes.wrap(validator.getPublicKey().toByteArray());
        return ByteString.copyFrom(
                Address.of(Scheme.ML_DSA_44.number(), key).hash().toBytes());
    }

    private static io.ixi.vm.economy.staking.proto.GenesisState staking(List<GenesisValidator> set) {
        var state = io.ixi.vm.economy.staking.proto.GenesisState.newBuilder()
                .setIssuanceCap(bytes(Amount.of(ISSUANCE_CAP).toBytes()));
        set.forEach(validator -> state.addValidators(io.ixi.vm.economy.staking.proto.GenesisValidator.newBuilder()
                .setOperator(operator(validator))
                .setPublicKey(validator.getPublicKey())
                .setBond(bytes(Amount.of(BOND).toBytes()))
                .setCommissionPpm(COMMISSION_PPM)));
        return state.build();
    }

    private GenesisState bank(List<GenesisValidator> set) {
        GenesisState.Builder state = GenesisState.newBuilder()
                .addAssets(GenesisAsset.newBuilder().setAsset(NATIVE).setDecimals(DECIMALS));
        funds.forEach((account, amount) -> state.addBalances(GenesisBalance.newBuilder()
                .setAccount(ByteString.copyFrom(account.hash().toBytes()))
                .setAmount(bytes(Amount.of(amount).toBytes()))));
        set.forEach(validator -> state.addBalances(GenesisBalance.newBuilder()
                .setAccount(operator(validator))
                .setAmount(bytes(Amount.of(OPERATOR_FUNDS).toBytes()))));
        return state.build();
    }

    /** Writes every validator's node.toml. */
    static void settings(Network network, Path directory) {
        network.validators().forEach(member -> settings(member, network, directory));
    }

    /** Its peers are the network's other validators. */
    private static void settings(Network.Member member, Network network, Path directory) {
        Path home = member.home(directory);
        List<NodeConfig.Peer> peers = network.validators().stream()
                .filter(other -> !other.equals(member))
                .map(other -> new NodeConfig.Peer(other.name(), "127.0.0.1", other.p2pPort()))
                .toList();
        NodeConfig config = new NodeConfig(
                home,
                member.name(),
                Path.of("..", Directory.GENESIS),
                Path.of("validator.key"),
                null,
                new NodeConfig.P2p("127.0.0.1", member.p2pPort(), peers),
                new NodeConfig.Rpc("127.0.0.1", member.rpcPort(), List.of()),
                new NodeConfig.Log("INFO", false),
                NodeConfig.Storage.DEFAULT,
                new NodeConfig.Tuning(0, 5));
        Directory.write(NodeConfig.file(home), config.toToml());
    }

    /** Writes key and settings of a node that comes later. */
    static void home(Network.Member member, Network network, Path directory, byte[] seed) throws IOException {
        Path home = Files.createDirectories(member.home(directory));
        secret(home.resolve("validator.key"), HexFormat.of().formatHex(seed) + "\n");
        settings(member, network, directory);
    }

    private static void secret(Path file, String text) throws IOException {
        if (file.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        }
        Files.writeString(file, text);
    }

    private static ByteString bytes(Bytes bytes) {
        return ByteString.copyFrom(bytes.unsafeArray());
    }
}
