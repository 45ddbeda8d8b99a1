package io.ixi.testnet.chaos;

import io.ixi.cli.RpcClient;
import io.ixi.cli.RpcException;
import io.ixi.cli.Terminal;
import io.ixi.consensus.types.Hash;
import io.ixi.testnet.load.Payer;
import io.ixi.vm.kernel.Address;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Accounts that pay one receiver, each its next transfer when the last one is final. An answer that does not come, or
 * that leaves the outcome open, is no reason to give up: the same bytes go to another validator until one says final.
 */
final class Clients implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(8);
    private static final int WAIT_MS = 4_000;
    private static final long PAUSE_NANOS = 30_000_000;
    private static final long MOST_PAUSE_NANOS = 500_000_000;
    private static final long VALIDITY = 10_000;
    private static final long FINISH_SECONDS = 60;

    /** Refusals that a fault explains: the node is behind, full, or has the transfer already. */
    private static final Set<String> EXPECTED = Set.of(
            "DUPLICATE",
            "BAD_SEQ",
            "MEMPOOL_FULL",
            "ACCOUNT_QUEUE_FULL",
            "PEER_QUOTA",
            "NOT_READY",
            "LIMIT",
            "TIMEOUT",
            "SEQ_GAP",
            "SEQ_TAKEN",
            "KEY_REQUIRED");

    private static final Set<Integer> EXPECTED_CODES = Set.of(-32001, -32002, -32003);

    private final List<RpcClient> doors = new ArrayList<>();
    private final List<Thread> threads = new ArrayList<>();
    private final Acknowledged log;
    private final LongSupplier height;
    private final Hash chain;
    private final Address receiver;
    private final long intervalNanos;
    private volatile boolean running = true;

    /**
     * @param rate transfers a second of all together; 0: each account pays again as soon as it can
     * @param height of the chain, as far as it is known
     */
    Clients(
            List<URI> nodes,
            List<Payer> payers,
            int rate,
            Address receiver,
            Hash chain,
            LongSupplier height,
            Acknowledged log) {
        nodes.forEach(node -> doors.add(new RpcClient(node, PATIENCE)));
        this.receiver = receiver;
        this.intervalNanos = rate == 0 ? 0 : TimeUnit.SECONDS.toNanos(payers.size()) / rate;
        this.chain = chain;
        this.height = height;
        this.log = log;
        SplittableRandom seeds = new SplittableRandom(payers.size());
        for (Payer payer : payers) {
            SplittableRandom random = seeds.split();
            threads.add(Thread.ofVirtual().name("chaos-client").start(() -> pay(payer, random)));
        }
    }

    private void pay(Payer payer, SplittableRandom random) {
        long next = System.nanoTime() + random.nextLong(intervalNanos + 1);
        while (running) {
            LockSupport.parkNanos(next - System.nanoTime());
            next = Math.max(next + intervalNanos, System.nanoTime());
            payer.sign(1, chain, receiver, height.getAsLong() + VALIDITY);
            Payer.Signed signed = payer.take();
            if (signed == null || !settle(signed, random)) {
                return;
            }
        }
    }

    /** Whether the transfer became final; false: interrupted. */
    private boolean settle(Payer.Signed signed, SplittableRandom random) {
        ObjectNode params = Terminal.JSON
                .createObjectNode()
                .put("encoding", "base64")
                .put("wait", "final")
                .put("timeout_ms", WAIT_MS)
                .put(
                        "transaction",
                        Base64.getEncoder().encodeToString(signed.bytes().unsafeArray()));
        long pause = PAUSE_NANOS;
        while (!Thread.currentThread().isInterrupted()) {
            RpcClient door = doors.get(random.nextInt(doors.size()));
            OptionalLong at = send(door, params, signed.id());
            if (at.isEmpty()) {
                // a network that is down is not helped by those who ask all the time
                LockSupport.parkNanos(pause);
                pause = Math.min(2 * pause, MOST_PAUSE_NANOS);
                at = find(doors.get(random.nextInt(doors.size())), signed.id());
            }
            if (at.isPresent()) {
                log.add(signed.id(), at.getAsLong());
                return true;
            }
        }
        return false;
    }

    private OptionalLong send(RpcClient door, ObjectNode params, String id) {
        try {
            JsonNode answer = door.call("ixi_sendTransaction", params);
            if (answer.path("receipt").path("code").asInt(-1) != 0
                    || !id.equals(answer.path("id").asString())) {
                log.error("FAILED_" + answer.path("receipt").path("name").asString());
            }
            return height(answer);
        } catch (IOException e) {
            return OptionalLong.empty(); // the validator is down, or ended in the middle of the call
        } catch (RpcException e) {
            if (!EXPECTED.contains(e.name()) && !EXPECTED_CODES.contains(e.code())) {
                log.error(e.name());
            }
            return OptionalLong.empty();
        }
    }

    private static OptionalLong find(RpcClient door, String id) {
        try {
            JsonNode answer = door.call(
                    "ixi_getTransaction", Terminal.JSON.createObjectNode().put("id", id));
            return height(answer);
        } catch (IOException | RpcException e) {
            return OptionalLong.empty();
        }
    }

    private static OptionalLong height(JsonNode answer) {
        return answer.path("status").asString().equals("final")
                ? OptionalLong.of(Long.parseLong(answer.path("height").asString()))
                : OptionalLong.empty();
    }

    /** Lets every account finish the transfer that it is at, and returns how many could not. */
    int finish() {
        running = false;
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(FINISH_SECONDS);
        int unfinished = 0;
        for (Thread thread : threads) {
            try {
                if (!thread.join(Duration.ofNanos(Math.max(1, end - System.nanoTime())))) {
                    unfinished++;
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return threads.size();
            }
        }
        return unfinished;
    }

    @Override
    public void close() {
        running = false;
        threads.forEach(Thread::interrupt);
        doors.forEach(RpcClient::close);
    }
}
