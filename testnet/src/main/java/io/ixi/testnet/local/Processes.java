package io.ixi.testnet.local;

import io.ixi.cli.Terminal;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import tools.jackson.core.JacksonException;

/**
 * The processes of one network. A process is known by its id and start time together, so that another process that got
 * the id of a dead one is never taken for it.
 */
final class Processes {
    private static final Duration SAME_START = Duration.ofSeconds(2);

    private final Path file;
    private final Map<String, Running> running = new LinkedHashMap<>();

    /** @param startedMs of the process, Unix milliseconds, as the system tells it */
    record Running(String name, long pid, long startedMs) {}

    private record Table(List<Running> processes) {}

    Processes(Path directory) {
        this.file = directory.resolve(Directory.PROCESSES);
        if (Files.exists(file)) {
            try {
                for (Running process : Terminal.JSON
                        .readValue(Files.readString(file), Table.class)
                        .processes()) {
                    running.put(process.name(), process);
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } catch (JacksonException e) {
                throw new UncheckedIOException(new IOException(file + " is not readable as JSON", e));
            }
        }
    }

    /** The live process of a validator. */
    Optional<ProcessHandle> handle(String name) {
        Running known = running.get(name);
        if (known == null) {
            return Optional.empty();
        }
        return ProcessHandle.of(known.pid())
                .filter(handle -> alive(handle) && startedMs(handle) != 0)
                .filter(handle -> Math.abs(startedMs(handle) - known.startedMs()) <= SAME_START.toMillis());
    }

    boolean anyRuns(Collection<Network.Member> members) {
        return members.stream().anyMatch(member -> handle(member.name()).isPresent());
    }

    /** Writes down a process that was just started. */
    void add(String name, Process process) {
        running.put(name, new Running(name, process.pid(), startedMs(process.toHandle())));
        save();
    }

    private void forget(String name) {
        running.remove(name);
        save();
    }

    private void save() {
        Directory.write(file, Terminal.JSON.writeValueAsString(new Table(List.copyOf(running.values()))));
    }

    /**
     * Asks the processes to end, kills those that do not within the bound, and returns once all are gone.
     *
     * @return names of those that had to be killed
     */
    List<String> stop(Collection<String> names, Duration bound) {
        Map<String, ProcessHandle> live = new LinkedHashMap<>();
        for (String name : names) {
            handle(name).ifPresent(handle -> live.put(name, handle));
        }
        live.values().forEach(ProcessHandle::destroy);
        Instant deadline = Instant.now().plus(bound);
        List<String> killed = new ArrayList<>();
        live.forEach((name, handle) -> {
            if (!ended(handle, Duration.between(Instant.now(), deadline))) {
                handle.destroyForcibly();
                killed.add(name);
            }
        });
        for (Map.Entry<String, ProcessHandle> entry : live.entrySet()) {
            if (!ended(entry.getValue(), bound)) {
                throw new IllegalStateException("process " + entry.getValue().pid() + " does not end");
            }
        }
        names.forEach(this::forget);
        return killed;
    }

    /** Ends a process at once, as a power cut would. */
    void kill(String name) {
        handle(name).ifPresent(handle -> {
            handle.destroyForcibly();
            ended(handle, Duration.ofSeconds(10));
        });
        forget(name);
    }

    private static boolean ended(ProcessHandle handle, Duration bound) {
        CompletableFuture<ProcessHandle> exit = handle.onExit();
        long end = System.nanoTime() + Math.max(0, bound.toNanos());
        long left = end - System.nanoTime();
        while (alive(handle)) {
            if (left <= 0) {
                return false;
            }
            try { // onExit alone would wait for ever for a process that nobody reaps
                exit.get(Math.min(left, 50_000_000), TimeUnit.NANOSECONDS);
            } catch (TimeoutException e) {
                left = end - System.nanoTime();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return !alive(handle);
            } catch (java.util.concurrent.ExecutionException e) {
                return !alive(handle);
            }
        }
        return true;
    }

    /** Runs, and is not a dead process that its parent has not looked at yet. */
    private static boolean alive(ProcessHandle handle) {
        if (!handle.isAlive()) {
            return false;
        }
        Path stat = Path.of("/proc", Long.toString(handle.pid()), "stat");
        if (!Files.exists(stat)) {
            return !Files.exists(Path.of("/proc/self/stat"));
        }
        try {
            String text = Files.readString(stat);
            return text.charAt(text.lastIndexOf(')') + 2) != 'Z' || threads(handle.pid()) > 1;
        } catch (IOException | StringIndexOutOfBoundsException e) {
            return false;
        }
    }

    /** Of a killed process the first thread is dead before the others, and its ports are free when the last one is. */
    private static long threads(long pid) throws IOException {
        try (Stream<Path> tasks = Files.list(Path.of("/proc", Long.toString(pid), "task"))) {
            return tasks.count();
        }
    }

    private static long startedMs(ProcessHandle handle) {
        return handle.info().startInstant().map(Instant::toEpochMilli).orElse(0L);
    }
}
