package io.ixi.testnet.sim;

import io.ixi.consensus.types.BlockHeader;
import io.ixi.consensus.types.Bytes;
import io.ixi.consensus.types.Hash;
import io.ixi.node.journal.DamagedJournalException;
import io.ixi.node.journal.Journal;
import io.ixi.node.journal.StorageException;
import io.ixi.node.mempool.Mempool;
import io.ixi.node.net.Channel;
import io.ixi.node.replica.Event;
import io.ixi.node.replica.Replica;
import io.ixi.node.replica.RestartException;
import io.ixi.node.replica.Tuning;
import io.ixi.node.store.FileSnapshots;
import io.ixi.node.store.Ledger;
import io.ixi.node.store.MemoryLedger;
import io.ixi.node.store.MemorySnapshots;
import io.ixi.node.wire.PeerMessage;
import io.ixi.vm.kernel.module.ModuleSpec;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One validator's process, host and disks. The process is the production {@link Replica} and {@link Mempool}; what it
 * acts through is a {@link SimPorts}.
 */
final class SimNode implements SimDisk.Host {
    private static final Journal.Options JOURNAL = new Journal.Options(32 << 10, 1);

    private final World world;
    private final int address;
    private final int index;
    private final SplittableRandom random;
    private final NodeClock clock;
    private SimDisk disk;
    private Ledger ledger;
    private @Nullable Supplier<Ledger> store;
    private @Nullable MemorySnapshots snapshots;
    private long joinedAt;
    private Tuning tuning;
    private @Nullable Liar liar;
    private @Nullable Turns turns;
    private @Nullable Mempool mempool;
    private @Nullable String lost;
    private boolean renewed;
    private int life;
    private long boundaries;
    private long killAt = Long.MAX_VALUE;
    private boolean killByPower;
    private long spentUs;

    /**
     * @param address place in the network; two nodes with one key have the same index and different addresses
     * @param index of its key in the validator set
     */
    SimNode(World world, int address, int index, SplittableRandom random) {
        this.world = world;
        this.address = address;
        this.index = index;
        this.random = random;
        this.clock = new NodeClock(world.time());
        this.disk = new SimDisk(this, random.split());
        this.ledger = fresh();
        this.tuning = world.scenario().tuning();
    }

    int address() {
        return address;
    }

    int index() {
        return index;
    }

    NodeClock clock() {
        return clock;
    }

    SimDisk disk() {
        return disk;
    }

    Ledger ledger() {
        return ledger;
    }

    private Ledger fresh() {
        MemoryLedger fresh = new MemoryLedger(world.ledgerOptions());
        offers(fresh);
        return fresh;
    }

    /** Makes snapshots of this ledger, if the run has any. */
    private void offers(MemoryLedger own) {
        FileSnapshots.Options options = world.scenario().snapshots();
        if (options != null) {
            List<String> modules = World.EXECUTOR.registry().modules().stream()
                    .map(ModuleSpec::name)
                    .sorted()
                    .toList();
            MemorySnapshots made = new MemorySnapshots(world.chainHash(), modules, own, world.ledgerOptions(), options);
            own.snapshots(made);
            snapshots = made;
        }
    }

    /** A block is in the ledger. */
    void committed(BlockHeader header) {
        if (snapshots != null) {
            snapshots.finalized(header);
        }
    }

    /** Height of the last snapshot that it began anew with: what is below was never here. */
    long joinedAt() {
        return joinedAt;
    }

    /** Stores the chain where {@code opens} says, on real files that are opened anew by each life. */
    void stores(Supplier<Ledger> opens) {
        store = opens;
    }

    void tuning(Tuning other) {
        tuning = other;
    }

    /** Puts it under the adversary. */
    void corrupt(Liar adversary) {
        liar = adversary;
    }

    @Nullable
    Liar liar() {
        return liar;
    }

    boolean honest() {
        return liar == null;
    }

    boolean up() {
        return turns != null;
    }

    boolean paused() {
        return turns != null && turns.paused();
    }

    /** Number of its present life; changes with each start and end. */
    int life() {
        return life;
    }

    Replica replica() {
        if (turns == null) {
            throw new IllegalStateException("node " + address + " is down");
        }
        return turns.replica();
    }

    @Nullable
    Mempool mempool() {
        return mempool;
    }

    /** Why it can not be started again as it is; null: it can. */
    @Nullable
    String lost() {
        return lost;
    }

    /** What it acts through waits so long, and so does all after it in this turn. */
    @Override
    public void spend(long microseconds) {
        spentUs += microseconds;
    }

    /** How far the present turn has come. */
    long spentUs() {
        return spentUs;
    }

    /** The same, at its end. */
    long takeSpentUs() {
        long spent = spentUs;
        spentUs = 0;
        return spent;
    }

    @Override
    public void boundary() {
        boundaries++;
        if (boundaries >= killAt) {
            killAt = Long.MAX_VALUE;
            throw new Killed(killByPower);
        }
    }

    /** Effect boundaries that it has passed in all its lives. */
    long boundaries() {
        return boundaries;
    }

    /** Ends its process when it passes so many more boundaries. */
    void killAfter(long more, boolean power) {
        killAt = boundaries + more;
        killByPower = power;
    }

    void start() {
        if (up() || lost != null) {
            return;
        }
        life++;
        spentUs = 0;
        try {
            if (store != null) {
                ledger = store.get();
            }
            MemoryLedger joined = snapshots == null ? null : snapshots.ready();
            if (joined != null) {
                world.note("joined", address, joined.height());
                ledger = joined;
                joinedAt = joined.height();
                offers(joined);
            }
            if (ledger.isEmpty()) {
                ledger.commitGenesis(world.chain().genesis(), world.genesisHash(), world.genesis());
            }
            Journal.Opened opened = Journal.open(disk, world.chainHash(), JOURNAL);
            opened.torn().ifPresent(torn -> world.trace().count("torn-write"));
            SimPorts ports = new SimPorts(world, this, random.split());
            mempool = ports.mempool();
            Replica replica = new Replica(world.chain(), SimKeys.votingKey(index), opened, ports.ports(), tuning);
            Turns started = new Turns(world, this, replica);
            turns = started;
            world.checks().started(this, opened);
            world.note("start", address, ledger.height());
            replica.start();
            world.net().up(this);
            started.begin(takeSpentUs());
        } catch (Killed killed) {
            died(killed.power());
        } catch (DamagedJournalException e) {
            stop(false);
            lost = String.valueOf(e.getMessage());
            world.faults().damaged(this);
        } catch (StorageException e) {
            stop(false);
            world.faults().refused(this, e);
        } catch (RuntimeException | Error e) {
            stop(false);
            world.crashed(this, e);
        }
    }

    /** Ends the process now; {@code power}: and what was not synced may be lost. */
    void stop(boolean power) {
        life++;
        if (turns != null) {
            turns.close();
            turns = null;
        }
        mempool = null;
        killAt = Long.MAX_VALUE;
        world.net().down(this);
        if (power) {
            disk.losePower();
            if (snapshots != null) {
                snapshots.losePower();
            }
            if (ledger instanceof MemoryLedger memory && !memory.isEmpty()) {
                memory.lose(random.nextLong(Math.max(0, memory.durableHeight()), memory.height() + 1));
            }
        } else {
            disk.kill();
        }
        if (store != null) {
            ledger.close();
        }
    }

    private void died(boolean power) {
        world.note(power ? "power" : "kill", address);
        stop(power);
        world.faults().ended(this);
    }

    /** A new empty journal disk; {@code all}: a new ledger too. */
    void forget(boolean all) {
        disk = new SimDisk(this, random.split());
        renewed = true;
        lost = null;
        if (all) {
            ledger = fresh();
            joinedAt = 0;
        }
    }

    /** Whether its journal disk was ever replaced. */
    boolean renewed() {
        return renewed;
    }

    void pause() {
        if (turns != null) {
            turns.pause();
        }
    }

    void resume() {
        if (turns != null) {
            turns.resume();
        }
    }

    void post(Event event) {
        if (turns != null) {
            turns.post(event);
        }
    }

    /** A message arrives from a peer. {@code decoded} null: it does not decode. */
    void receive(int peer, Channel channel, byte[] bytes, @Nullable PeerMessage decoded) {
        Mempool pool = mempool;
        Turns running = turns;
        if (pool == null || running == null) {
            return;
        }
        if (liar != null && decoded != null) {
            liar.hears(decoded);
        }
        if (channel == Channel.TRANSACTION) {
            pool.received(peer, bytes);
        } else if (decoded == null) {
            world.net().penalize(this, peer, "malformed");
        } else {
            running.receive(peer, decoded, bytes.length);
        }
    }

    /** Whether these are still its lives and its process runs now; if it stands still, {@code again} comes later. */
    boolean runs(int born, Runnable again) {
        if (born != life || turns == null) {
            return false;
        }
        if (turns.paused()) {
            world.time().after(VirtualTime.MS, again);
            return false;
        }
        return true;
    }

    /** Runs what belongs to the process outside its turns: a task or a check. */
    void perform(Runnable work) {
        try {
            work.run();
        } catch (Killed killed) {
            died(killed.power());
        } catch (StorageException e) {
            failed(e);
        } catch (RestartException e) {
            // as the node's command does: the process begins anew on what it fetched
            stop(false);
            world.faults().ended(this);
        } catch (RuntimeException | Error e) {
            world.crashed(this, e);
            stop(false);
            world.faults().ended(this);
        }
    }

    private void failed(StorageException e) {
        world.note("storage", address, e.reason());
        stop(false);
        world.faults().refused(this, e);
    }

    /** A client hands in a transaction. False: it is down. */
    boolean submit(Bytes transaction, Consumer<Hash> accepted) {
        Mempool pool = mempool;
        if (pool == null || paused()) {
            return false;
        }
        var _ = pool.submit(transaction).whenComplete((hash, failure) -> {
            if (failure == null) {
                accepted.accept(hash);
            }
        });
        return true;
    }
}
