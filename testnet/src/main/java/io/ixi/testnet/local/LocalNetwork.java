package io.ixi.testnet.local;

import io.ixi.cli.FailedException;
import io.ixi.cli.Terminal;
import io.ixi.cli.Texts;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** One network on this computer: made once, started and stopped any number of times. Not for use by two threads. */
public final class LocalNetwork {
    private static final Duration FINALITY = Duration.ofSeconds(90);
    private static final Duration GRACE = Duration.ofSeconds(15);
    private static final Duration FREED = Duration.ofSeconds(5);
    private static final long POLL_NANOS = 100_000_000;
    private static final int LOG_LINES = 12;

    private final Directory directory;
    private final Texts texts;
    private final Processes processes;
    private final List<Network.Member> guests = new ArrayList<>();
    private Network network;

    private LocalNetwork(Directory directory, Texts texts, Network network) {
        this.directory = directory;
        this.texts = texts;
        this.network = network;
        this.processes = new Processes(directory.path());
    }

    /**
     * How one validator is.
     *
     * @param pid of its process, null if none runs
     * @param height of its latest finalized block, -1 if it does not answer
     */
    public record Report(
            String name, @Nullable Long pid, URI rpc, long height, String hash, String chainId, int peers) {
        public boolean running() {
            return pid != null;
        }
    }

    /** Whether nothing is at the path yet. */
    public static boolean absent(Path path, Texts texts) {
        return new Directory(path, texts).absent();
    }

    /** The network of a directory; fails if there is none or it is half-written. */
    public static LocalNetwork open(Path path, Texts texts) {
        Directory directory = new Directory(path, texts);
        return new LocalNetwork(directory, texts, directory.existing());
    }

    /** Makes a network; nothing runs yet. The directory appears whole or not at all. */
    public static LocalNetwork create(Path path, Texts texts, Founding founding) {
        Directory directory = new Directory(path, texts);
        requireFree(founding.plan(), texts);
        Path draft = directory.draft();
        Network network;
        try {
            network = founding.write(draft);
            Directory.write(draft.resolve(Directory.MARKER), Terminal.JSON.writeValueAsString(network));
        } catch (IOException e) {
            Directory.delete(draft);
            throw new UncheckedIOException(e);
        }
        directory.adopt(draft);
        return new LocalNetwork(directory, texts, network);
    }

    /** Deletes the directory, whatever state it is in. Refuses if validators run or other files are in it. */
    public static void delete(Path path, Texts texts) {
        new Directory(path, texts).delete();
    }

    /** Whether the directory is gone. */
    public static boolean gone(Path path) {
        return !Files.exists(path);
    }

    /** Deletes this network, which must not run. */
    public void delete() {
        directory.delete();
    }

    /** The network of a directory that may be half-written. */
    public static Optional<LocalNetwork> tryOpen(Path path, Texts texts) {
        try {
            return Optional.of(open(path, texts));
        } catch (FailedException e) {
            return Optional.empty();
        }
    }

    public Network network() {
        return network;
    }

    public Path path() {
        return directory.path();
    }

    /** RPC addresses of the validators, in order. */
    public List<URI> doors() {
        return network.validators().stream().map(Network.Member::rpc).toList();
    }

    public boolean running() {
        return processes.anyRuns(network.validators());
    }

    /** Moves a network that does not run to other ports. */
    public void move(int basePort) {
        Network moved = network.at(basePort);
        requireFree(moved, texts);
        Founding.settings(moved, directory.path());
        Directory.write(directory.path().resolve(Directory.MARKER), Terminal.JSON.writeValueAsString(moved));
        network = moved;
    }

    /** Starts every validator. Fails, having started nothing, if one runs already or a port is in use. */
    public void start() {
        directory.locked(() -> {
            if (running()) {
                throw new FailedException(
                        FailedException.CONFLICT,
                        "ALREADY_RUNNING",
                        texts.text("up.running", path()),
                        texts.text("up.running.hint", " --dir " + path()));
            }
            requireFree(network, texts);
            Jvm.snapshot(directory.path().resolve(Directory.LIB));
            for (Network.Member member : network.validators()) {
                launch(member);
            }
            return network;
        });
    }

    /** Starts one validator that is down. Returns its process id. */
    public long start(String name) {
        Network.Member member = member(name);
        return directory.locked(() -> {
            if (processes.handle(name).isPresent()) {
                throw new FailedException(
                        FailedException.CONFLICT, "ALREADY_RUNNING", texts.text("start.running", name), null);
            }
            Network alone = new Network(network.format(), network.chainId(), List.of(member));
            awaitFree(alone);
            requireFree(alone, texts);
            return launch(member);
        });
    }

    /**
     * Makes a home for a node that the genesis does not name, and starts it. It follows the others, and votes once the
     * chain makes its key a validator's. Only this object knows it: for networks that live shortly.
     *
     * @param seed of its key
     */
    public Network.Member invite(String name, byte[] seed) {
        int place = network.validators().size() + guests.size();
        Network.Member first = network.validators().getFirst();
        Network.Member guest = new Network.Member(name, first.rpcPort() + place, first.p2pPort() + place);
        return directory.locked(() -> {
            requireFree(new Network(network.format(), network.chainId(), List.of(guest)), texts);
            Founding.home(guest, network, directory.path(), seed);
            guests.add(guest);
            launch(guest);
            return guest;
        });
    }

    /** The ports of a process that was just killed may be in use for another moment. */
    private static void awaitFree(Network network) {
        long end = System.nanoTime() + FREED.toNanos();
        while (Ports.taken(network).isPresent() && System.nanoTime() < end) {
            LockSupport.parkNanos(POLL_NANOS);
        }
    }

    private long launch(Network.Member member) throws IOException {
        Path home = member.home(directory.path());
        Path log = member.log(directory.path());
        Process process = Jvm.start(home, log, directory.path().resolve(Directory.LIB));
        processes.add(member.name(), process);
        return process.pid();
    }

    /** Stops all; returns the names of those that had to be killed. */
    public List<String> stop() {
        List<String> names = Stream.concat(network.validators().stream(), guests.stream())
                .map(Network.Member::name)
                .toList();
        return directory.locked(() -> processes.stop(names, GRACE));
    }

    /** Stops one as a power cut would. */
    public void kill(String name) {
        processes.kill(member(name).name());
    }

    /** The member of this name. */
    public Network.Member member(String name) {
        return network.member(name)
                .orElseThrow(() -> new FailedException(
                        FailedException.USAGE,
                        "NO_SUCH_VALIDATOR",
                        texts.text("member.none", name),
                        texts.text(
                                "member.none.hint",
                                String.join(
                                        ", ",
                                        network.validators().stream()
                                                .map(Network.Member::name)
                                                .toList()))));
    }

    public Path log(String name) {
        return member(name).log(directory.path());
    }

    /** Process id of a validator, if it runs. */
    public Optional<Long> pid(String name) {
        return processes.handle(name).map(ProcessHandle::pid);
    }

    /** How every validator is, in order. */
    public List<Report> status() {
        return network.validators().parallelStream().map(this::report).toList();
    }

    private Report report(Network.Member member) {
        Optional<Long> pid = pid(member.name());
        Optional<Probe.Answer> answer = Optional.empty();
        if (pid.isPresent()) {
            try (Probe probe = new Probe(member.rpc())) {
                answer = probe.ask();
            }
        }
        return new Report(
                member.name(),
                pid.orElse(null),
                member.rpc(),
                answer.map(Probe.Answer::height).orElse(-1L),
                answer.map(Probe.Answer::hash).orElse(""),
                answer.map(Probe.Answer::chainId).orElse(network.chainId()),
                answer.map(Probe.Answer::peers).orElse(0));
    }

    /**
     * Returns once every validator has finalized a block since this call. Fails with the end of its log if one ends.
     *
     * @param progress told how many are there
     */
    public void awaitFinality(Consumer<Integer> progress) {
        long deadline = System.nanoTime() + FINALITY.toNanos();
        Map<String, Probe> waiting = new TreeMap<>();
        Map<String, Long> first = new TreeMap<>();
        network.validators().forEach(member -> waiting.put(member.name(), new Probe(member.rpc())));
        try {
            while (!waiting.isEmpty()) {
                for (String name : new ArrayList<>(waiting.keySet())) {
                    if (processes.handle(name).isEmpty()) {
                        throw ended(name);
                    }
                    Probe probe = waiting.get(name);
                    Optional<Probe.Answer> answer = probe == null ? Optional.empty() : probe.ask();
                    if (probe != null && answer.isPresent() && finalized(name, answer.get(), first)) {
                        probe.close();
                        waiting.remove(name);
                    }
                }
                progress.accept(network.validators().size() - waiting.size());
                if (System.nanoTime() > deadline) {
                    throw new FailedException(
                            FailedException.FAILED,
                            "NO_FINALITY",
                            texts.text("up.slow", FINALITY.toSeconds(), String.join(", ", waiting.keySet())),
                            texts.text("up.slow.hint"));
                }
                LockSupport.parkNanos(POLL_NANOS);
            }
        } finally {
            waiting.values().forEach(Probe::close);
        }
    }

    private static boolean finalized(String name, Probe.Answer answer, Map<String, Long> first) {
        long seen = first.computeIfAbsent(name, any -> answer.height());
        return answer.height() > seen;
    }

    private FailedException ended(String name) {
        return new FailedException(
                FailedException.FAILED,
                "VALIDATOR_ENDED",
                texts.text("up.ended", name, path().relativize(log(name))) + "\n" + tail(log(name)),
                texts.text("up.ended.hint"));
    }

    private static String tail(Path log) {
        try {
            List<String> lines = Files.readAllLines(log);
            return String.join("\n", lines.subList(Math.max(0, lines.size() - LOG_LINES), lines.size()));
        } catch (IOException e) {
            return "";
        }
    }

    private static void requireFree(Network network, Texts texts) {
        OptionalInt taken = Ports.taken(network);
        if (taken.isPresent()) {
            int base = network.validators().getFirst().rpcPort();
            throw new FailedException(
                    FailedException.CONFLICT,
                    "PORT_IN_USE",
                    texts.text("port.taken", taken.getAsInt()),
                    texts.text("port.taken.hint", Ports.freeBase(network, base)));
        }
    }
}
