package io.ixi.node.replica;

import io.ixi.consensus.types.BlockHeader;
import io.ixi.consensus.types.Bytes;
import io.ixi.consensus.types.Hash;
import io.ixi.node.wire.PeerMessage.BodiesFound;
import io.ixi.node.wire.PeerMessage.BodiesWanted;
import io.ixi.node.wire.PeerMessage.SyncResponse.Body;
import io.ixi.vm.kernel.exec.Executor;
import io.ixi.vm.kernel.exec.RejectedException;
import io.ixi.vm.kernel.tx.Tx;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Fetches the transactions of blocks whose headers are proved already, from several peers at once and in any order. A
 * header fixes the ids of its transactions, so each body is judged by itself, and a wrong one costs its sender the
 * connection. Blocks without transactions need no body.
 */
final class Bodies {
    /** Blocks of one question. */
    private static final int RANGE = 16;

    private static final int PER_PEER = 2;

    /** Of bodies that wait for one below them; the lowest one is asked for even above it. */
    private static final long MAX_BYTES = 24 << 20;

    private record Question(int peer, long to, Schedule.Alarm timeout) {}

    /** A block that a verified header stands for, and who gave its transactions. */
    record Ready(BlockHeader header, Hash hash, List<Tx> transactions, int peer) {
        long bytes() {
            return transactions.stream().mapToLong(Tx::size).sum();
        }
    }

    private final Links links;
    private final Schedule schedule;
    private final Tuning tuning;
    private final Ports ports;
    private final Hash chain;
    private final Runnable progress;
    private final TreeMap<Long, BlockHeader> wanted = new TreeMap<>();
    private final TreeMap<Long, Hash> hashes = new TreeMap<>();
    private final TreeMap<Long, Ready> ready = new TreeMap<>();
    /** By the first height. */
    private final TreeMap<Long, Question> asked = new TreeMap<>();
    /** Heights that were asked for or are being decoded. */
    private final NavigableSet<Long> busy = new TreeSet<>();

    private long readyBytes;
    private int attempts;
    private int inVain;
    /** Answers to what was asked before everything was forgotten mean nothing. */
    private int era;

    /** @param progress called when there may be more {@link #next} or room for questions */
    Bodies(Links links, Schedule schedule, Tuning tuning, Ports ports, Hash chain, Runnable progress) {
        this.links = links;
        this.schedule = schedule;
        this.tuning = tuning;
        this.ports = ports;
        this.chain = chain;
        this.progress = progress;
    }

    /** A verified header above all before. */
    void want(BlockHeader header, Hash hash, int peer) {
        wanted.put(header.height(), header);
        hashes.put(header.height(), hash);
        if (header.transactionCount() == 0) {
            put(new Ready(header, hash, List.of(), peer));
        }
    }

    /** Whether this block's transactions are still wanted. */
    boolean wants(long height) {
        return wanted.containsKey(height);
    }

    /** Takes the block of this height out, if all of it is here. */
    @Nullable
    Ready next(long height) {
        Ready body = ready.remove(height);
        if (body != null) {
            readyBytes -= body.bytes();
            wanted.remove(height);
            hashes.remove(height);
            inVain = 0;
        }
        return body;
    }

    /** Forgets blocks up to this height: they came another way. */
    void forget(long height) {
        wanted.headMap(height, true).clear();
        hashes.headMap(height, true).clear();
        NavigableMap<Long, Ready> past = ready.headMap(height, true);
        past.values().forEach(body -> readyBytes -= body.bytes());
        past.clear();
    }

    void clear() {
        asked.values().forEach(question -> question.timeout().cancel());
        asked.clear();
        busy.clear();
        wanted.clear();
        hashes.clear();
        ready.clear();
        readyBytes = 0;
        inVain = 0;
        era++;
    }

    /** Questions without an answer that helps, one after the other. */
    int inVain() {
        return inVain;
    }

    /** Asks these peers for what is missing, lowest first. */
    void ask(List<Integer> able) {
        for (long height : List.copyOf(wanted.keySet())) {
            if (!free(height)) {
                continue;
            }
            if (readyBytes > MAX_BYTES && height > wanted.firstKey()) {
                return;
            }
            Integer peer = idle(able);
            if (peer == null) {
                return;
            }
            long to = height;
            while (to - height + 1 < RANGE && wanted.containsKey(to + 1) && free(to + 1)) {
                to++;
            }
            send(peer, height, to);
        }
    }

    private boolean free(long height) {
        return !ready.containsKey(height) && !busy.contains(height);
    }

    private @Nullable Integer idle(List<Integer> able) {
        List<Integer> idle = new ArrayList<>(able);
        idle.removeIf(
                peer -> asked.values().stream().filter(q -> q.peer() == peer).count() >= PER_PEER);
        return idle.isEmpty() ? null : idle.get(attempts++ % idle.size());
    }

    private void send(int peer, long from, long to) {
        for (long height = from; height <= to; height++) {
            busy.add(height);
        }
        asked.put(from, new Question(peer, to, schedule.after(tuning.syncTimeoutMs(), () -> timedOut(from))));
        links.send(peer, new BodiesWanted(from, (int) (to - from + 1)));
    }

    private void timedOut(long from) {
        Question question = asked.remove(from);
        if (question != null) {
            busy.subSet(from, true, question.to(), true).clear();
            inVain++;
            progress.run();
        }
    }

    void received(int peer, BodiesFound message) {
        Question question = asked.get(message.from());
        if (question == null || question.peer() != peer) {
            return;
        }
        question.timeout().cancel();
        asked.remove(message.from());
        busy.subSet(message.from(), true, question.to(), true).clear();
        if (message.bodies().isEmpty()) {
            // asked of another one at the next check, not at once: perhaps nobody has it
            inVain++;
        } else if (message.bodies().size() > question.to() - message.from() + 1) {
            links.penalize(peer, "more blocks than were asked for");
        } else {
            given(peer, message.from(), message.bodies());
        }
    }

    /** A peer gave the transactions of these blocks. Those that are not wanted (any more) are not looked at. */
    void given(int peer, long from, List<Body> bodies) {
        List<BlockHeader> headers = new ArrayList<>();
        List<Body> used = new ArrayList<>();
        for (int i = 0; i < bodies.size(); i++) {
            BlockHeader header = wanted.get(from + i);
            if (header != null && free(from + i)) {
                headers.add(header);
                used.add(bodies.get(i));
                busy.add(from + i);
            }
        }
        if (headers.isEmpty()) {
            return;
        }
        Executor executor = ports.executor();
        int now = era;
        ports.tasks().submit(Tasks.Lane.CHECK, () -> {
            List<List<Tx>> decoded = decode(executor, chain, headers, used);
            return new Event.Resumed(() -> decoded(now, peer, headers, decoded));
        });
    }

    private void decoded(int of, int peer, List<BlockHeader> headers, @Nullable List<List<Tx>> decoded) {
        if (of != era) {
            return;
        }
        headers.forEach(header -> busy.remove(header.height()));
        if (decoded == null) {
            inVain++;
            links.penalize(peer, "transactions that do not belong to their headers");
        } else {
            for (int i = 0; i < headers.size(); i++) {
                BlockHeader header = headers.get(i);
                Hash hash = hashes.get(header.height());
                if (hash != null && header.equals(wanted.get(header.height()))) {
                    put(new Ready(header, hash, decoded.get(i), peer));
                }
            }
        }
        progress.run();
    }

    private void put(Ready body) {
        if (ready.putIfAbsent(body.header().height(), body) == null) {
            readyBytes += body.bytes();
        }
    }

    private static @Nullable List<List<Tx>> decode(
            Executor executor, Hash chain, List<BlockHeader> headers, List<Body> bodies) {
        List<List<Tx>> decoded = new ArrayList<>();
        for (int i = 0; i < bodies.size(); i++) {
            List<Tx> transactions = new ArrayList<>();
            for (Bytes bytes : bodies.get(i).transactions()) {
                try {
                    transactions.add(executor.decode(bytes, chain));
                } catch (RejectedException e) {
                    return null;
                }
            }
            if (!Rules.consistent(
                    headers.get(i), transactions.stream().map(Tx::id).toList())) {
                return null;
            }
            decoded.add(transactions);
        }
        return decoded;
    }
}
