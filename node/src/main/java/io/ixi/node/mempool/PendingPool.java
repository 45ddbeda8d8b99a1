package io.ixi.node.mempool;

import io.ixi.consensus.types.Hash;
import io.ixi.vm.kernel.Address;
import io.ixi.vm.kernel.exec.RejectedException;
import io.ixi.vm.kernel.proto.KernelError;
import io.ixi.vm.kernel.tx.Tx;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
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

    private static final class Account {
        final TreeMap<Long, Waiting> queue = new TreeMap<>();
        long next;
        long bytes;
        int ready;

        Account(long next) {
            this.next = next;
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
        if (tx.sequence() < chain) {
            throw RejectedException.of(KernelError.BAD_SEQ, "next is " + chain);
        }
        if (tx.sequence() - chain >= limits.accountCount()) {
            throw RejectedException.of(KernelError.SEQ_GAP, "next is " + chain);
        }
        Account account = accounts.get(tx.account());
        if (account != null) {
            if (account.queue.containsKey(tx.sequence())) {
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
        Account account = accounts.computeIfAbsent(tx.account(), a -> new Account(chain));
        if (chain > account.next) {
            advance(tx.account(), account, chain);
            accounts.put(tx.account(), account);
        }
        Waiting waiting = new Waiting(tx, origin);
        byId.put(tx.id(), waiting);
        account.queue.put(tx.sequence(), waiting);
        account.bytes += tx.size();
        bytes += tx.size();
        byOrigin.merge(origin, (long) tx.size(), Long::sum);
        byExpiry.computeIfAbsent(tx.validUntilHeight(), h -> new HashSet<>(2)).add(tx.id());
        recount(account, account.ready);
    }

    /** Those that could execute one after the other, oldest first; {@code exclude} counts as executed. */
    List<Tx> candidates(int maxTransactions, long maxBytes, Set<Hash> exclude) {
        List<Tx> chosen = new ArrayList<>();
        Map<Address, Long> expected = new HashMap<>();
        long size = 0;
        for (Waiting first : byId.values()) {
            Account account = accounts.get(first.tx.account());
            if (account == null) {
                continue;
            }
            long sequence = expected.getOrDefault(first.tx.account(), account.next);
            if (first.tx.sequence() != sequence) {
                continue;
            }
            // an earlier arrival with a later number was passed over: it follows its predecessor
            for (Waiting w = first; w != null; w = account.queue.get(++sequence)) {
                if (!exclude.contains(w.tx.id())) {
                    if (chosen.size() == maxTransactions || size + w.tx.size() > maxBytes) {
                        return chosen;
                    }
                    chosen.add(w.tx);
                    size += w.tx.size();
                }
            }
            expected.put(first.tx.account(), sequence);
        }
        return chosen;
    }

    /** These are in a final block: their numbers are used. Drops also what expired at this height. */
    void finalized(long height, List<Hash> ids) {
        for (Hash id : ids) {
            Waiting waiting = byId.get(id);
            if (waiting != null) {
                Account account = accounts.get(waiting.tx.account());
                if (account != null) {
                    advance(waiting.tx.account(), account, waiting.tx.sequence() + 1);
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
            Account account = accounts.get(waiting.tx.account());
            if (account != null) {
                drop(account, waiting);
                recount(account, 0);
                forgetIfEmpty(waiting.tx.account(), account);
            }
        }
    }

    private void advance(Address address, Account account, long next) {
        long passed = Math.max(0, next - account.next);
        account.next += passed;
        List<Waiting> used =
                List.copyOf(account.queue.headMap(account.next, false).values());
        used.forEach(w -> drop(account, w));
        recount(account, (int) Math.max(0, account.ready - passed));
        forgetIfEmpty(address, account);
    }

    private void drop(Account account, Waiting waiting) {
        Tx tx = waiting.tx;
        byId.remove(tx.id());
        account.queue.remove(tx.sequence());
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
    }

    private void forgetIfEmpty(Address address, Account account) {
        if (account.queue.isEmpty()) {
            accounts.remove(address);
        }
    }
}
