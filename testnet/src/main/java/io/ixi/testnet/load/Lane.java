package io.ixi.testnet.load;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import tools.jackson.databind.JsonNode;

/** The way to one validator: transfers go out in batches, ids wait for their block. */
final class Lane implements AutoCloseable {
    /** Calls in one message: 40 first transfers, which carry their key, are 216 KB of the 256 that a node takes. */
    static final int BATCH = 40;

    private static final int SENDERS = 2;
    private static final long LINGER_NANOS = 2_000_000;
    private static final long RETRY_NANOS = 20_000_000;

    /** Refusals that pass: the same transfer is sent again. */
    private static final Set<String> LATER =
            Set.of("MEMPOOL_FULL", "ACCOUNT_QUEUE_FULL", "PEER_QUOTA", "NOT_READY", "LIMIT");

    private final URI rpc;
    private final Door door;
    private final AtomicLong batches = new AtomicLong();
    private final Tally tally;
    private final BlockingQueue<Payer> payers = new LinkedBlockingQueue<>();
    private final BlockingQueue<Long> tokens = new LinkedBlockingQueue<>();
    private final Map<String, Waiting> waiting = new ConcurrentHashMap<>();
    private final List<Thread> senders = new ArrayList<>();
    private final BlockingQueue<Payer> spent = new LinkedBlockingQueue<>();
    private volatile boolean open = true;
    private volatile boolean running;
    private volatile boolean recycle;

    /** A transfer on its way. */
    private record Waiting(long dueNanos, int size) {}

    private record Item(Payer payer, Payer.Signed signed, long dueNanos) {}

    Lane(URI rpc, HttpClient http, Tally tally) {
        this.rpc = rpc;
        this.door = new Door(rpc, http);
        this.tally = tally;
        for (int i = 0; i < SENDERS; i++) {
            senders.add(Thread.ofVirtual().name("load-sender").start(this::send));
        }
    }

    URI rpc() {
        return rpc;
    }

    void add(Payer payer) {
        payers.add(payer);
    }

    /**
     * Lets transfers out. In a closed loop this many are on their way: one that is final lets the next one out. With 0
     * the loop is open: {@link #release} lets each out.
     */
    void start(int inFlight) {
        spent.drainTo(payers);
        recycle = inFlight > 0;
        running = true;
        for (int i = 0; i < inFlight; i++) {
            tokens.add(0L);
        }
    }

    /** Lets none out any more. */
    void pause() {
        running = false;
        tokens.clear();
    }

    /** Whether every account has sent all that it signed. */
    boolean spent() {
        return payers.isEmpty() && waiting.isEmpty();
    }

    /** Lets one transfer out; {@code dueNanos} is when its latency starts, 0: when it is sent. */
    void release(long dueNanos) {
        tokens.add(dueNanos);
    }

    int inFlight() {
        return waiting.size();
    }

    /** A block is final here; {@code ids} are its transactions'. */
    void finalized(List<String> ids, long nowNanos) {
        for (String id : ids) {
            Waiting mine = waiting.remove(id);
            if (mine != null) {
                tally.finalized(nowNanos - mine.dueNanos, mine.size);
                recycle();
            }
        }
    }

    private void recycle() {
        if (recycle && running) {
            tokens.add(0L);
        }
    }

    private void send() {
        List<Long> due = new ArrayList<>();
        while (open) {
            try {
                due.clear();
                due.add(tokens.take());
                if (recycle) {
                    LockSupport.parkNanos(LINGER_NANOS);
                }
                tokens.drainTo(due, BATCH - 1);
                post(batch(due));
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    private List<Item> batch(List<Long> due) throws InterruptedException {
        List<Item> items = new ArrayList<>(due.size());
        for (long when : due) {
            Payer payer = items.isEmpty() ? payers.take() : payers.poll();
            if (payer == null) {
                tokens.add(when);
                continue;
            }
            Payer.Signed signed = payer.take();
            if (signed == null) {
                spent.add(payer);
            } else {
                items.add(new Item(payer, signed, when == 0 ? System.nanoTime() : when));
            }
        }
        return items;
    }

    private void post(List<Item> items) throws InterruptedException {
        if (items.isEmpty()) {
            return;
        }
        long batch = batches.getAndIncrement();
        StringBuilder body = new StringBuilder(items.size() * 4_096).append('[');
        for (int i = 0; i < items.size(); i++) {
            Payer.Signed signed = items.get(i).signed;
            waiting.put(
                    signed.id(),
                    new Waiting(items.get(i).dueNanos, signed.bytes().size()));
            body.append(i == 0 ? "" : ",")
                    .append("{\"jsonrpc\":\"2.0\",\"id\":")
                    .append(batch * BATCH + i)
                    .append(
                            ",\"method\":\"ixi_sendTransaction\",\"params\":{\"encoding\":\"base64\",\"transaction\":\"")
                    .append(Base64.getEncoder().encodeToString(signed.bytes().unsafeArray()))
                    .append("\"}}");
        }
        boolean[] done = new boolean[items.size()];
        String fault = "NO_ANSWER";
        try {
            for (JsonNode answer : door.call(batch, body.append(']').toString())) {
                long i = answer.path("id").asLong(-1) - batch * BATCH;
                if (i >= 0 && i < done.length && !done[(int) i]) {
                    done[(int) i] = true;
                    settle(items.get((int) i), answer);
                }
            }
        } catch (IOException e) {
            fault = e.getClass().getSimpleName();
        }
        for (int i = 0; i < done.length; i++) {
            if (!done[i]) {
                refused(items.get(i), fault);
            }
        }
    }

    private void settle(Item item, JsonNode answer) {
        if (answer.has("result")) {
            tally.accepted();
            payers.add(item.payer);
        } else {
            refused(item, name(answer.path("error")));
        }
    }

    private void refused(Item item, String name) {
        tally.error(name, 1);
        waiting.remove(item.signed.id());
        if (LATER.contains(name)) {
            LockSupport.parkNanos(RETRY_NANOS);
            item.payer.untake(item.signed);
            payers.add(item.payer);
        } // else: the account's sequence is broken; it pays no more
        recycle();
    }

    private static String name(JsonNode error) {
        JsonNode name = error.path("data").path("name");
        if (name.isString()) {
            return name.asString();
        }
        return error.path("code").asInt() == -32003
                ? "LIMIT"
                : "RPC_" + error.path("code").asInt();
    }

    @Override
    public void close() {
        open = false;
        senders.forEach(Thread::interrupt);
        door.close();
    }
}
