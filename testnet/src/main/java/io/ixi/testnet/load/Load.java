package io.ixi.testnet.load;

import io.ixi.cli.RpcClient;
import io.ixi.cli.RpcException;
import io.ixi.cli.Terminal;
import io.ixi.consensus.types.Hash;
import io.ixi.vm.kernel.Address;
import io.ixi.vm.kernel.crypto.PublicKey;
import io.ixi.vm.kernel.crypto.SigningKey;
import io.ixi.vm.kernel.tx.Domain;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BiConsumer;
import java.util.stream.IntStream;
import tools.jackson.databind.JsonNode;

/** One measurement. */
final class Load {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final long SECOND = 1_000_000_000;
    private static final long TICK_NANOS = 50_000_000;
    private static final int SETTLE_SECONDS = 3;
    private static final int DRAIN_SECONDS = 15;
    private static final int PRIME_SECONDS = 60;
    private static final int WARM_RATE = 1_500;
    private static final long VALIDITY = 19_000;

    private final Plan plan;
    private final BiConsumer<String, Object[]> progress;
    private final Tally tally = new Tally();
    private final List<Payer> payers;

    /**
     * @param pids of the validators' processes, empty if they are not here
     * @param rate transfers per second, 0: as many as go with {@code inFlight} on their way
     * @param run tells the accounts of this run from all others
     */
    record Plan(
            List<URI> nodes,
            List<Long> pids,
            int seconds,
            int warmup,
            int rate,
            int accounts,
            int inFlight,
            long run) {}

    /** @param progress told a text key and its arguments */
    Load(Plan plan, BiConsumer<String, Object[]> progress) {
        this.plan = plan;
        this.progress = progress;
        this.payers = payers(plan.run, plan.accounts);
    }

    static List<Payer> payers(long run, int count) {
        return IntStream.range(0, count)
                .parallel()
                .mapToObj(i -> Payer.of(run, i))
                .toList();
    }

    static List<Address> addresses(long run, int count) {
        return payers(run, count).stream().map(Payer::address).toList();
    }

    Report run() {
        Chain chain = chain();
        sign(1, chain);
        long verifications = verifications();
        try (HttpClient http = HttpClient.newBuilder()
                        .version(HttpClient.Version.HTTP_1_1)
                        .build();
                Watch.Blocks blocks = new Watch.Blocks(tally)) {
            List<Lane> lanes = new ArrayList<>();
            List<Watch> watches = new ArrayList<>();
            try {
                for (URI node : plan.nodes) {
                    Lane lane = new Lane(node, http, tally);
                    lanes.add(lane);
                    watches.add(new Watch(lane, http, tally, blocks));
                }
                for (int i = 0; i < payers.size(); i++) {
                    lanes.get(i % lanes.size()).add(payers.get(i));
                }
                return measure(lanes, verifications);
            } finally {
                watches.forEach(Watch::close);
                lanes.forEach(Lane::close);
            }
        }
    }

    private Report measure(List<Lane> lanes, long verifications) {
        drive(lanes, PRIME_SECONDS, "load.prime");
        drain(lanes);
        sign(perPayer((long) WARM_RATE * plan.warmup), chain());
        long before = tally.allFinal();
        long peak = Math.max(WARM_RATE, drive(lanes, plan.warmup, "load.warm"));
        drain(lanes);
        long expected = plan.rate > 0 ? plan.rate : peak * 7 / 4;
        if (tally.allFinal() == before && plan.warmup > 0) {
            throw new IllegalStateException("nothing became final in the warm-up: " + tally.errors());
        }
        sign(perPayer(expected * (plan.seconds + SETTLE_SECONDS) + plan.inFlight), chain());

        Pacer pacer = start(lanes, plan.rate);
        until(SETTLE_SECONDS, lanes, "load.settle");
        List<Usage> first = usage();
        tally.open(System.nanoTime());
        until(plan.seconds, lanes, "load.measure");
        tally.close(System.nanoTime());
        List<Usage> last = usage();
        pacer.stop();
        lanes.forEach(Lane::pause);
        drain(lanes);
        int lost = lanes.stream().mapToInt(Lane::inFlight).sum();
        if (lost > 0) {
            tally.error("NOT_FINAL", lost);
        }
        return Report.of(tally, verifications, plan.nodes.size(), first, last);
    }

    private int perPayer(long total) {
        return Math.toIntExact((total + payers.size() - 1) / payers.size());
    }

    /** Lets out as many transfers as go, for a while or until none are left; returns the best second. */
    private long drive(List<Lane> lanes, int seconds, String text) {
        lanes.forEach(lane -> lane.start(Math.max(1, plan.inFlight / lanes.size())));
        long peak = until(seconds, lanes, text);
        lanes.forEach(Lane::pause);
        return peak;
    }

    private Pacer start(List<Lane> lanes, int rate) {
        lanes.forEach(lane -> lane.start(rate > 0 ? 0 : Math.max(1, plan.inFlight / lanes.size())));
        return new Pacer(lanes, rate);
    }

    private long until(int seconds, List<Lane> lanes, String text) {
        long end = System.nanoTime() + seconds * SECOND;
        long second = System.nanoTime();
        long before = tally.allFinal();
        long peak = 0;
        while (System.nanoTime() < end && !lanes.stream().allMatch(Lane::spent)) {
            LockSupport.parkNanos(TICK_NANOS);
            long now = System.nanoTime();
            if (now - second >= SECOND) {
                long rate = tally.allFinal() - before;
                peak = Math.max(peak, rate);
                before += rate;
                second = now;
                tell(text, Math.max(0, (end - now) / SECOND), rate);
            }
        }
        return peak;
    }

    private void drain(List<Lane> lanes) {
        long end = System.nanoTime() + DRAIN_SECONDS * SECOND;
        while (System.nanoTime() < end && lanes.stream().anyMatch(lane -> lane.inFlight() > 0)) {
            LockSupport.parkNanos(TICK_NANOS);
        }
    }

    private void sign(int each, Chain chain) {
        long total = (long) each * payers.size();
        int[] done = new int[1];
        IntStream.range(0, payers.size()).parallel().forEach(i -> {
            Address to = payers.get((i + 1) % payers.size()).address();
            payers.get(i).sign(each, chain.hash, to, chain.height + VALIDITY);
            synchronized (done) {
                done[0] += each;
                tell("load.sign", done[0], total);
            }
        });
    }

    /** Verifications per second of one core, with the keys at hand as validators have them. */
    private long verifications() {
        tell("load.verify");
        List<Payer> few = payers.subList(0, Math.min(16, payers.size()));
        byte[] context = Domain.txContext();
        List<PublicKey> keys = new ArrayList<>();
        List<byte[]> signatures = new ArrayList<>();
        byte[] message = Hash.sha256(context).toBytes();
        for (Payer payer : few) {
            SigningKey key = payer.key();
            keys.add(PublicKey.decode(key.scheme(), key.publicKey()).orElseThrow());
            signatures.add(key.sign(context, message, new byte[SigningKey.SEED_BYTES]));
        }
        long rate = 0;
        for (int round = 0; round < 3; round++) { // the last one counts: the compiler is done by then
            long start = System.nanoTime();
            long count = 0;
            while (System.nanoTime() - start < SECOND) {
                int at = (int) (count % keys.size());
                if (!keys.get(at).verify(context, message, signatures.get(at))) {
                    throw new IllegalStateException("a good signature does not verify");
                }
                count++;
            }
            rate = count * SECOND / (System.nanoTime() - start);
        }
        return rate;
    }

    private List<Usage> usage() {
        return plan.pids.stream().map(Usage::of).toList();
    }

    private void tell(String key, Object... arguments) {
        progress.accept(key, arguments);
    }

    private record Chain(Hash hash, long height) {}

    private Chain chain() {
        try (RpcClient client = new RpcClient(plan.nodes.getFirst(), PATIENCE)) {
            JsonNode header = client.call("ixi_getBlock", Terminal.JSON.createObjectNode())
                    .path("header");
            return new Chain(
                    Hash.fromHex(header.path("chain").asString()),
                    Long.parseLong(header.path("height").asString()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (RpcException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Lets one transfer out whenever one is due; does nothing in a closed loop. */
    private static final class Pacer {
        private final Thread thread;

        Pacer(List<Lane> lanes, int rate) {
            this.thread = Thread.ofPlatform().daemon().name("load-pacer").start(() -> pace(lanes, rate));
        }

        private static void pace(List<Lane> lanes, int rate) {
            if (rate == 0) {
                return;
            }
            long start = System.nanoTime();
            long sent = 0;
            while (!Thread.interrupted()) {
                long due = start + sent * SECOND / rate;
                if (System.nanoTime() < due) {
                    LockSupport.parkNanos(due - System.nanoTime());
                } else {
                    lanes.get((int) (sent % lanes.size())).release(due);
                    sent++;
                }
            }
        }

        void stop() {
            thread.interrupt();
        }
    }
}
