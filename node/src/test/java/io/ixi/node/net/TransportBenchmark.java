package io.ixi.node.net;

import com.sun.management.OperatingSystemMXBean;
import io.ixi.node.net.TransportSettings.Quota;
import io.ixi.vm.kernel.crypto.Scheme;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/** Prints what the transport does on this machine, both ends in one JVM. Run its main; no test. */
final class TransportBenchmark {
    private static final PrintStream OUT = System.out;
    private static final int PARTS = 4;
    private static final int HANDSHAKES = 50;
    private static final long BULK = 128L << 20;

    private TransportBenchmark() {}

    public static void main(String[] args) throws IOException {
        try (Mesh mesh = new Mesh(
                2, Scheme.ML_DSA_44, Mesh.fast().withQuota(Channel.BLOCK, new Quota(16 << 20, Integer.MAX_VALUE)))) {
            mesh.open(1);
            handshakes(mesh);
            mesh.open(0);
            mesh.assertWorks(0, 1);
            bulk(mesh);
            for (int i = 0; i < PARTS; i++) {
                roundTrips(mesh);
            }
            long direct = ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
                    .mapToLong(BufferPoolMXBean::getMemoryUsed)
                    .sum();
            OUT.printf("direct memory %,d KiB%n", direct >> 10);
        }
    }

    /** Both sides' CPU: wall time says little on a busy machine. */
    private static long cpuNanos() {
        return ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean()).getProcessCpuTime();
    }

    private static void handshakes(Mesh mesh) throws IOException {
        for (int part = 0; part < PARTS; part++) {
            long start = System.nanoTime();
            long cpu = cpuNanos();
            for (int i = 0; i < HANDSHAKES; i++) {
                new RawPeer(mesh.identities.get(0), mesh.identities.get(1), mesh.port(1))
                        .greet(Mesh.CHAIN)
                        .close();
            }
            OUT.printf(
                    "handshake and Hello, both sides: %.1f ms, %.1f ms CPU%n",
                    (System.nanoTime() - start) / 1e6 / HANDSHAKES, (cpuNanos() - cpu) / 1e6 / HANDSHAKES);
        }
    }

    private static void bulk(Mesh mesh) {
        byte[] message = new byte[256 << 10];
        AtomicLong arrived = mesh.inbox(1).bytes;
        for (int part = 0; part < PARTS; part++) {
            long from = arrived.get();
            long start = System.nanoTime();
            long cpu = cpuNanos();
            for (long sent = 0; sent < BULK; ) {
                if (mesh.node(0).send(1, Channel.BLOCK, message)) {
                    sent += message.length;
                } else {
                    LockSupport.parkNanos(100_000);
                }
                mesh.inbox(1).messages.clear();
            }
            while (arrived.get() - from < BULK) {
                LockSupport.parkNanos(100_000);
                mesh.inbox(1).messages.clear();
            }
            OUT.printf(
                    "bulk, both sides: %.0f MB/s, %.0f MB per CPU second%n",
                    BULK / 1e6 / ((System.nanoTime() - start) / 1e9), BULK / 1e6 / ((cpuNanos() - cpu) / 1e9));
        }
    }

    private static void roundTrips(Mesh mesh) {
        byte[] vote = new byte[2_500];
        int rounds = 500;
        CountDownLatch done = new CountDownLatch(1);
        mesh.inbox(1).answer = () -> mesh.node(1).send(0, Channel.VOTE, vote);
        int[] left = {rounds};
        mesh.inbox(0).answer = () -> {
            if (--left[0] > 0) {
                mesh.node(0).send(1, Channel.VOTE, vote);
            } else {
                done.countDown();
            }
        };
        long start = System.nanoTime();
        mesh.node(0).send(1, Channel.VOTE, vote);
        try {
            done.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        OUT.printf("vote round trip %.0f us%n", (System.nanoTime() - start) / 1e3 / rounds);
        mesh.inbox(0).messages.clear();
        mesh.inbox(1).messages.clear();
    }
}
