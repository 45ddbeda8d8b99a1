package io.ixi.testnet.sim;

import com.google.protobuf.ByteString;
import io.ixi.consensus.codec.Wire;
import io.ixi.consensus.types.Hash;
import io.ixi.node.genesis.ChainSpec;
import io.ixi.node.genesis.Modules;
import io.ixi.node.replica.Chain;
import io.ixi.node.replica.Tasks;
import io.ixi.node.store.Ledger;
import io.ixi.vm.economy.bank.proto.GenesisAsset;
import io.ixi.vm.economy.bank.proto.GenesisBalance;
import io.ixi.vm.economy.bank.proto.GenesisState;
import io.ixi.vm.kernel.Amount;
import io.ixi.vm.kernel.exec.Executed;
import io.ixi.vm.kernel.exec.Executor;
import io.ixi.vm.kernel.proto.Genesis;
import io.ixi.vm.kernel.proto.GenesisTiming;
import io.ixi.vm.kernel.proto.GenesisValidator;
import io.ixi.vm.kernel.proto.Limits;
import io.ixi.vm.kernel.proto.ModuleGenesis;
import io.ixi.vm.kernel.tx.SignatureCheck;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** A cluster in one thread: everything that happens follows from the scenario, and so from its seed. */
final class World {
    /** The production modules. */
    static final Executor EXECUTOR = Modules.executor();

    private static final int PROTOCOL = 1;
    private static final int TASK_US = 300;

    private final Scenario scenario;
    private final Audit audit = new Audit();
    private final VirtualTime time = new VirtualTime(audit);
    private final SplittableRandom random;
    private final SimKeys keys;
    private final Chain chain;
    private final Hash genesisHash;
    private final Executed genesis;
    private final Trace trace;
    private final List<SimNode> nodes = new ArrayList<>();
    private final List<List<SimNode>> holders = new ArrayList<>();
    private final Sets sets;
    private final Checks checks;
    private final SimNet net;
    private final Clients clients;
    private final Faults faults;
    private final Changes changes;
    private Ledger.Options ledgerOptions = Ledger.Options.DEFAULT;
    private final EnumMap<Tasks.Lane, Integer> slownessUs = new EnumMap<>(Tasks.Lane.class);
    private long signatureChecks;
    private @Nullable Violation violation;

    /** @param twins indices of validators whose key runs twice */
    World(Scenario scenario, List<Integer> twins, Trace trace) {
        this.scenario = scenario;
        this.trace = trace;
        this.random = new SplittableRandom(scenario.seed());
        this.keys = new SimKeys(scenario.seed());
        Genesis founding = founding(scenario);
        this.chain = ChainSpec.of(founding).chain();
        this.genesisHash = Wire.headerHash(chain.genesis());
        this.genesis = EXECUTOR.genesis(founding);
        this.sets = new Sets(this);
        this.checks = new Checks(this);
        this.net = new SimNet(this, scenario.holders() + twins.size(), random.split());
        this.clients = new Clients(this, random.split(), scenario.pauseUs());
        this.faults = new Faults(this, random.split());
        this.changes = new Changes(this, random.split());
        for (int i = 0; i < scenario.holders() + twins.size(); i++) {
            int index = i < scenario.holders() ? i : twins.get(i - scenario.holders());
            SimNode node = new SimNode(this, i, index, random.split());
            nodes.add(node);
            if (i < scenario.holders()) {
                holders.add(new ArrayList<>());
            }
            holders.get(index).add(node);
        }
    }

    private static Genesis founding(Scenario scenario) {
        GenesisState.Builder bank = GenesisState.newBuilder()
                .addAssets(GenesisAsset.newBuilder().setAsset("ixi").setDecimals(6));
        for (int account = 0; account < Clients.ACCOUNTS; account++) {
            bank.addBalances(GenesisBalance.newBuilder()
                    .setAccount(Clients.address(account).toByteString())
                    .setAmount(ByteString.copyFrom(
                            Amount.of(Clients.FUNDS).toBytes().toArray())));
        }
        if (scenario.epochBlocks() > 0) {
            Staking.balances(scenario).forEach(bank::addBalances);
        }
        Genesis.Builder founding = Genesis.newBuilder()
                .setChainName("sim")
                .setTimeMs(NodeClock.EPOCH_MS)
                .setProtocol(PROTOCOL)
                .setTiming(GenesisTiming.newBuilder()
                        .setLeaderMs(scenario.timing().leaderMs())
                        .setAdvanceMs(scenario.timing().advanceMs())
                        .setRetryMs(scenario.timing().retryMs())
                        .setSkipMs(scenario.timing().skipMs())
                        .setHeartbeatMs(scenario.timing().heartbeatMs())
                        .setMaxBackoff(scenario.timing().maxBackoff()))
                .setLimits(Limits.newBuilder()
                        .setBlockBytes(1 << 20)
                        .setBlockGas(2_000_000)
                        .setBlockTransactions(256))
                .addModules(ModuleGenesis.newBuilder()
                        .setModule("bank")
                        .setState(bank.build().toByteString()));
        for (int i = 0; i < scenario.size(); i++) {
            founding.addValidators(GenesisValidator.newBuilder()
                    .setName("v" + (i + 1))
                    .setPublicKey(ByteString.copyFrom(SimKeys.votingKey(i).unsafeArray()))
                    .setPower(scenario.powers().get(i)));
        }
        if (scenario.epochBlocks() > 0) {
            founding.addModules(ModuleGenesis.newBuilder()
                    .setModule("staking")
                    .setState(Staking.genesis(scenario).toByteString()));
        }
        return founding.build();
    }

    Scenario scenario() {
        return scenario;
    }

    VirtualTime time() {
        return time;
    }

    Audit audit() {
        return audit;
    }

    SimKeys keys() {
        return keys;
    }

    Chain chain() {
        return chain;
    }

    Hash chainHash() {
        return chain.genesis().chain();
    }

    Hash genesisHash() {
        return genesisHash;
    }

    Executed genesis() {
        return genesis;
    }

    /** All processes; those beyond the holders hold a key that another one holds too. */
    List<SimNode> nodes() {
        return nodes;
    }

    /** The processes that hold a validator's key: one, or two twins. */
    List<SimNode> holders(int index) {
        return holders.get(index);
    }

    SimNode node(int address) {
        return nodes.get(address);
    }

    SimNet net() {
        return net;
    }

    /** Who votes in which epoch, as honest nodes have it. */
    Sets sets() {
        return sets;
    }

    Checks checks() {
        return checks;
    }

    Clients clients() {
        return clients;
    }

    Changes changes() {
        return changes;
    }

    Faults faults() {
        return faults;
    }

    Trace trace() {
        return trace;
    }

    Ledger.Options ledgerOptions() {
        return ledgerOptions;
    }

    void ledgerOptions(Ledger.Options options) {
        ledgerOptions = options;
    }

    /** How long a task of this lane takes at most. */
    void slowness(Tasks.Lane lane, int microseconds) {
        slownessUs.put(lane, microseconds);
    }

    long durationUs(Tasks.Lane lane, SplittableRandom own) {
        int most = slownessUs.getOrDefault(lane, TASK_US);
        return own.nextInt(most / 4, most) + 1L;
    }

    boolean signed(List<SignatureCheck> signatures) {
        signatureChecks++;
        return SimKeys.hold(signatures);
    }

    /** How often an account's signature was checked. */
    long signatureChecks() {
        return signatureChecks;
    }

    void note(String key, Object... arguments) {
        trace.note(time.nowUs(), key, arguments);
    }

    /** The first violation ends the run. */
    void violated(Violation.Kind kind, String what) {
        if (violation == null) {
            violation = new Violation(kind, time.nowUs() / VirtualTime.MS, what);
            note("violation", kind, what);
        }
    }

    @Nullable
    Violation violation() {
        return violation;
    }

    /** A process ended by itself, which no fault explains. */
    void crashed(SimNode node, Throwable cause) {
        if (node.honest()) {
            trace.cause(cause);
            violated(Violation.Kind.CRASH, "node " + node.address() + ": " + cause);
        }
    }

    void startAll() {
        nodes.forEach(SimNode::start);
    }

    void run(long ms) {
        long until = time.nowUs() + ms * VirtualTime.MS;
        while (violation == null && time.step(until)) {
            // each step is one event
        }
    }

    /** Runs until it holds. False: it did not within so much time, or a check failed. */
    boolean await(long limitMs, BooleanSupplier holds) {
        long until = time.nowUs() + limitMs * VirtualTime.MS;
        while (violation == null && !holds.getAsBoolean()) {
            if (!time.step(until)) {
                return false;
            }
        }
        return violation == null;
    }

    /** Lowest final height among the honest nodes that run. */
    long lowest() {
        long lowest = Long.MAX_VALUE;
        for (SimNode node : nodes) {
            if (node.honest() && node.up()) {
                lowest = Math.min(lowest, node.ledger().height());
            }
        }
        return lowest == Long.MAX_VALUE ? -1 : lowest;
    }

    /** Views that honest nodes are in, added up: the work that was done. */
    long nodeViews() {
        return checks.nodeViews();
    }
}
