package io.ixi.node.mempool;

import io.ixi.consensus.types.Bytes;
import io.ixi.consensus.types.Hash;
import io.ixi.vm.kernel.Address;
import io.ixi.vm.kernel.exec.RejectedException;
import io.ixi.vm.kernel.proto.KernelError;
import io.ixi.vm.kernel.tx.Tx;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Who waits, in which order, within which bounds. One queue per account, ordered by sequence number; the first to claim
 * a number keeps it. Not thread-safe.
 */
final class PendingPool {
    /** Origin of what came through this node's own doors. */
    static final int LOCAL = -1;

    private record Waiting(Tx tx, int origin) {}

    /** Transactions of one account in a row in a block's candidates while others wait too. */
    private static final int SHARE = 16;

    private static final class Account {
        final Address address;
        final TreeMap<Long, Waiting> queue = new TreeMap<>();
        long next;
        long bytes;
        int ready;

        Account(Address address, long next) {
            this.address = address;
            this.next = next;
        }

        /** What could execute now, in order. */
        Iterator<Waiting> readyRun() {
            return queue.subMap(next, next + ready).values().iterator();
        }

        /** Length of the run that starts at the next sequence number, given that it has at least {@code known}. */
        int run(int known) {
            int run = known;
            while (queue.containsKey(next + run)) {
                run++;
            }
            return run;
        }
    }

    private final MempoolLimits limits;
    private final LinkedHashMap<Hash, Waiting> byId = new LinkedHashMap<>();
    private final Map<Address, Account> accounts = new HashMap<>();
    private final Map<Integer, Long> byOrigin = new HashMap<>();
    private final TreeMap<Long, Set<Hash>> byExpiry = new TreeMap<>();
    /** Accounts whose next transaction waits: who became so first, or was served longest ago, comes first. */
    private final Map<Address, Account> turn = new LinkedHashMap<>();
    /** Accounts that wait for an earlier sequence number than any that is here. */
    private final Set<Address> stalled = new LinkedHashSet<>();

    private long bytes;
    private int ready;

    PendingPool(MempoolLimits limits) {
        this.limits = limits;
    }

    int size() {
        return byId.size();
    }

    long bytes() {
        return bytes;
    }

    int ready() {
        return ready;
    }

    @Nullable
    Tx get(Hash id) {
        Waiting waiting = byId.get(id);
        return waiting == null ? null : waiting.tx;
    }

    /** Those from this node's own doors, in order of arrival. */
    List<Bytes> local() {
        return byId.values().stream()
                .filter(waiting -> waiting.origin == LOCAL)
                .map(waiting -> waiting.tx.bytes())
                .toList();
    }

    /** The number after the last of the run that waits, or {@code chain} if nothing of the account waits. */
    long nextSequence(Address address, long chain) {
        Account account = accounts.get(address);
        return account == null ? chain : account.next + account.ready;
    }

    /**
     * Whether there is room for a transaction, before its signature is checked.
     *
     * @param chain the account's next sequence number in the latest final state
     * @throws RejectedException DUPLICATE, BAD_SEQ, SEQ_TAKEN, SEQ_GAP, ACCOUNT_QUEUE_FULL, PEER_QUOTA, MEMPOOL_FULL
     */
    void check(Tx tx, int origin, long chain) throws RejectedException {
        if (byId.containsKey(tx.id())) {
            throw RejectedException.of(KernelError.DUPLICATE);
        }
        if (tx.place() < chain) {
            throw RejectedException.of(KernelError.BAD_SEQ, "next is " + chain);
        }
        if (tx.place() - chain >= limits.accountCount()) {
            throw RejectedException.of(KernelError.SEQ_GAP, "next is " + chain);
        }
        Account account = accounts.get(tx.queue());
        if (account != null) {
            if (account.queue.containsKey(tx.place())) {
                throw RejectedException.of(KernelError.SEQ_TAKEN);
            }
            if (account.queue.size() >= limits.accountCount() || account.bytes + tx.size() > limits.accountBytes()) {
                throw RejectedException.of(KernelError.ACCOUNT_QUEUE_FULL);
            }
        }
        if (origin != LOCAL && byOrigin.getOrDefault(origin, 0L) + tx.size() > limits.peerBytes()) {
            throw RejectedException.of(KernelError.PEER_QUOTA);
        }
        if (bytes + tx.size() > limits.totalBytes()) {
            throw RejectedException.of(KernelError.MEMPOOL_FULL);
        }
    }

    /** Lets a checked transaction wait. Throws like {@link #check}. */
    void add(Tx tx, int origin, long chain) throws RejectedException {
        check(tx, origin, chain);
        Account account = accounts.computeIfAbsent(tx.queue(), a -> new Account(a, chain));
        if (chain > account.next) {
            advance(tx.queue(), account, chain);
            accounts.put(tx.queue(), account);
        }
        Waiting waiting = new Waiting(tx, origin);
        byId.put(tx.id(), waiting);
        account.queue.put(tx.place(), waiting);
        account.bytes += tx.size();
        bytes += tx.size();
        byOrigin.merge(origin, (long) tx.size(), Long::sum);
        byExpiry.computeIfAbsent(tx.validUntilHeight(), h -> new HashSet<>(2)).add(tx.id());
        recount(account, account.ready);
    }

    /**
     * Those that could execute one after the other; {@code exclude} counts as executed. Accounts take turns, so that
     * one with many transactions does not hold up the others.
     */
    List<Tx> candidates(int maxTransactions, long maxBytes, Set<Hash> exclude) {
        List<Tx> chosen = new ArrayList<>();
        List<Iterator<Waiting>> round = new ArrayList<>();
        turn.values().forEach(account -> round.add(account.readyRun()));
        long size = 0;
        while (!round.isEmpty()) {
            List<Iterator<Waiting>> more = new ArrayList<>();
            for (Iterator<Waiting> run : round) {
                int taken = 0;
                while (taken < SHARE && run.hasNext()) {
                    Tx tx = run.next().tx;
                    if (exclude.contains(tx.id())) {
                        continue;
                    }
                    size += tx.size();
                    if (chosen.size() == maxTransactions || size > maxBytes) {
                        return chosen;
                    }
                    chosen.add(tx);
                    taken++;
                }
                if (run.hasNext()) {
                    more.add(run);
                }
            }
            round.clear();
            round.addAll(more);
        }
        return chosen;
    }

    /**
     * Accounts that may have been served by transactions that never were here, the longest waiting first. Each is asked
     * about at most once per {@code max} of the others.
     */
    List<Address> stalled(int max) {
        List<Address> oldest = stalled.stream().limit(max).toList();
        stalled.removeAll(oldest);
        stalled.addAll(oldest);
        return oldest;
    }

    /** These are in a final block: their numbers are used. Drops also what expired at this height. */
    void finalized(long height, List<Hash> ids) {
        for (Hash id : ids) {
            Waiting waiting = byId.get(id);
            if (waiting != null) {
                Account account = accounts.get(waiting.tx.queue());
                if (account != null) {
                    advance(waiting.tx.queue(), account, waiting.tx.place() + 1);
                }
            }
        }
        while (!byExpiry.isEmpty() && byExpiry.firstKey() <= height) {
            List.copyOf(byExpiry.firstEntry().getValue()).forEach(this::remove);
        }
    }

    /** The chain's number for the account is this now: everything below is gone. */
    void advance(Address address, long next) {
        Account account = accounts.get(address);
        if (account != null && next > account.next) {
            advance(address, account, next);
        }
    }

    void remove(Hash id) {
        Waiting waiting = byId.get(id);
        if (waiting != null) {
            Account account = accounts.get(waiting.tx.queue());
            if (account != null) {
                drop(account, waiting);
                recount(account, 0);
                forgetIfEmpty(waiting.tx.queue(), account);
            }
        }
    }

    private void advance(Address address, Account account, long next) {
        long passed = Math.max(0, next - account.next);
        account.next += passed;
        List<Waiting> used =
                List.copyOf(account.queue.headMap(account.next, false).values());
        used.forEach(w -> drop(account, w));
        turn.remove(account.address);
        recount(account, (int) Math.max(0, account.ready - passed));
        forgetIfEmpty(address, account);
    }

    private void drop(Account account, Waiting waiting) {
        Tx tx = waiting.tx;
        byId.remove(tx.id());
        account.queue.remove(tx.place());
        account.bytes -= tx.size();
        bytes -= tx.size();
        byOrigin.merge(waiting.origin, (long) -tx.size(), (a, b) -> a + b == 0 ? null : a + b);
        Set<Hash> sameExpiry = byExpiry.get(tx.validUntilHeight());
        if (sameExpiry != null) {
            sameExpiry.remove(tx.id());
            if (sameExpiry.isEmpty()) {
                byExpiry.remove(tx.validUntilHeight());
            }
        }
    }

    private void recount(Account account, int known) {
        ready -= account.ready;
        account.ready = account.run(known);
        ready += account.ready;
        if (account.ready > 0) {
            turn.putIfAbsent(account.address, account);
            stalled.remove(account.address);
        } else {
            turn.remove(account.address);
            if (!account.queue.isEmpty()) {
                stalled.add(account.address);
            }
        }
    }

    private void forgetIfEmpty(Address address, Account account) {
        if (account.queue.isEmpty()) {
            accounts.remove(address);
            stalled.remove(address);
        }
    }
}
