package io.ixi.testnet.load;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * What a process used up to now.
 *
 * @param cpuMs processor time of all its threads
 * @param rssMb resident memory, in units of 1,000,000 bytes
 */
record Usage(long cpuMs, long rssMb) {
    private static final long TICK_MS = 10;
    private static final int UTIME = 11;

    /** Of a live process; zeros if it is gone. */
    static Usage of(long pid) {
        try {
            Path proc = Path.of("/proc", Long.toString(pid));
            return Files.exists(proc) ? fromProc(proc) : fromPs(pid);
        } catch (IOException | NumberFormatException | ArrayIndexOutOfBoundsException e) {
            return new Usage(0, 0);
        }
    }

    private static Usage fromProc(Path proc) throws IOException {
        String stat = Files.readString(proc.resolve("stat"));
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
        long ticks = Long.parseLong(fields[UTIME]) + Long.parseLong(fields[UTIME + 1]);
        long kib = Files.readAllLines(proc.resolve("status")).stream()
                .filter(line -> line.startsWith("VmRSS:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")))
                .findFirst()
                .orElse(0);
        return new Usage(ticks * TICK_MS, kib * 1024 / 1_000_000);
    }

    /** macOS and the BSDs: {@code ps} prints KiB and [[dd-]hh:]mm:ss.cc. */
    private static Usage fromPs(long pid) throws IOException {
        Process ps = new ProcessBuilder(List.of("ps", "-o", "rss=,time=", "-p", Long.toString(pid))).start();
        String text = new String(ps.getInputStream().readAllBytes(), StandardCharsets.US_ASCII).strip();
        try {
            if (!ps.waitFor(5, TimeUnit.SECONDS)) {
                ps.destroyForcibly();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        String[] fields = text.split("\\s+", -1);
        double seconds = 0;
        for (String part : fields[1].replace('-', ':').split(":", -1)) {
            seconds = seconds * 60 + Double.parseDouble(part.replace(',', '.'));
        }
        return new Usage((long) (seconds * 1000), Long.parseLong(fields[0]) * 1024 / 1_000_000);
    }
}
