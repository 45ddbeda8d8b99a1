package io.ixi.consensus.bft;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * Runs of the core under the simulator's faults, each transition checked by TLC to be a step of docs/spec/Simplex.tla.
 * {@code -Dixi.spec.traces=N} takes N seeds, {@code -Dixi.spec.steps=N} so many transitions of each.
 */
class SpecTraceTest {
    private static final int SEEDS = Integer.getInteger("ixi.spec.traces", 3);
    private static final int STEPS = Integer.getInteger("ixi.spec.steps", 600);

    @Test
    void theCoreTakesOnlyStepsOfTheSpecification() throws Exception {
        long crashes = 0;
        for (long seed = 1; seed <= SEEDS; seed++) {
            String data = record(seed);
            crashes += data.lines().filter(line -> line.contains("<<\"crash\"")).count();
            Tlc.Result result = judge("trace-" + seed, data);
            assertThat(result.deadlock())
                    .as("seed " + seed + "\n" + result.tail())
                    .isFalse();
            assertThat(result.complete())
                    .as("seed " + seed + "\n" + result.tail())
                    .isTrue();
            int steps =
                    (int) data.lines().filter(line -> line.startsWith("<<\"")).count();
            assertThat(result.distinct()).isEqualTo(steps + 1L);
            System.out.println("seed " + seed + ": " + steps + " transitions are steps of the specification");
        }
        assertThat(crashes).isPositive();
    }

    @Test
    void aVoteThatLeavesBeforeTheDiskIsRefused() throws Exception {
        List<String> lines = lines(1);
        int write = first(lines, "<<\"write\", (\\d+), \"notarize\"", 0);
        String vote = lines.get(write).replace("\"write\"", "\"send\"");
        int send = lines.indexOf(vote);
        assertThat(send).isGreaterThan(write);
        lines.set(send, lines.get(write));
        lines.set(write, vote);
        refused("early", lines, vote);
    }

    @Test
    void aVoteAgainstAnEarlierOneIsRefused() throws Exception {
        List<String> lines = lines(1);
        int finish = first(lines, "<<\"write\", \\d+, \"finalize\"", 0);
        Matcher of = Pattern.compile("<<\"write\", (\\d+), \"finalize\", (\\d+), \\{}>>,")
                .matcher(lines.get(finish));
        assertThat(of.matches()).isTrue();
        int block = Integer.parseInt(of.group(2));
        String views = lines.stream()
                .filter(line -> line.startsWith("Views =="))
                .findFirst()
                .orElseThrow();
        String view =
                views.substring(views.indexOf("<<") + 2, views.indexOf(">>")).split(", ", -1)[block - 1];
        String nullify = "<<\"decide\", " + of.group(1) + ", \"nullify\", " + view + ", {}>>,";
        lines.add(finish + 1, nullify);
        refused("against", lines, nullify);
    }

    @Test
    void aCertificateWithoutItsVotesIsRefused() throws Exception {
        List<String> lines = lines(1);
        int learn = first(lines, "<<\"learn\", \\d+, \"notarize\"", 0);
        String certificate = lines.get(learn);
        String vote = certificate.replaceAll("\"learn\", (\\d+), (\"notarize\", \\d+), .*", "\"send\", \\\\d+, $2,.*");
        for (int i = learn - 1; i >= 0; i--) {
            if (lines.get(i).matches(vote)) {
                lines.remove(i);
            }
        }
        refused("unsigned", lines, null);
    }

    @Test
    void aRestartThatForgetsItsViewIsRefused() throws Exception {
        Pattern restart = Pattern.compile("<<\"restart\", \\d+, \"\", ([2-9]|\\d\\d+),.*");
        List<String> lines = LongStream.rangeClosed(1, 50)
                .mapToObj(SpecTraceTest::lines)
                .filter(run ->
                        run.stream().anyMatch(line -> restart.matcher(line).matches()))
                .findFirst()
                .orElseThrow();
        int at = first(lines, restart.pattern(), 0);
        String forgetful = lines.get(at).replaceAll("\"\", \\d+,", "\"\", 1,");
        lines.set(at, forgetful);
        refused("forgetful", lines, forgetful);
    }

    private static void refused(String name, List<String> lines, @Nullable String at)
            throws IOException, InterruptedException {
        Tlc.Result result = judge(name, String.join("\n", lines));
        assertThat(result.deadlock()).as(result.tail()).isTrue();
        if (at != null) {
            int from = lines.indexOf("Events == <<") + 1;
            Matcher stopped = Pattern.compile("/\\\\ at = (\\d+)").matcher(result.output());
            int last = 0;
            while (stopped.find()) {
                last = Integer.parseInt(stopped.group(1));
            }
            assertThat(lines.get(from + last - 1)).isEqualTo(at);
        }
    }

    private static List<String> lines(long seed) {
        return new ArrayList<>(record(seed).lines().toList());
    }

    private static int first(List<String> lines, String start, int from) {
        Pattern pattern = Pattern.compile(start);
        return IntStream.range(from, lines.size())
                .filter(i -> pattern.matcher(lines.get(i)).lookingAt())
                .findFirst()
                .orElseThrow(() -> new AssertionError("no " + start));
    }

    private static Tlc.Result judge(String name, String data) throws IOException, InterruptedException {
        Tlc tlc = new Tlc(name);
        tlc.write("TraceData.tla", data);
        return tlc.run("Trace", Tlc.config("Trace.cfg"), List.of());
    }

    /** A network as in {@link BftSimTest} whose validators keep crashing, until there are enough transitions. */
    private static String record(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        SimCluster cluster = BftSimTest.cluster(seed, random);
        SimTrace trace = new SimTrace(cluster.set(), STEPS);
        cluster.trace(trace);
        cluster.startAll();
        cluster.busy(true);
        for (int i = 0; trace.size() < STEPS && i < 1_000; i++) {
            cluster.runFor(random.nextInt(5, 80));
            shake(cluster, random);
        }
        List<Integer> byzantine = IntStream.range(0, cluster.set().size())
                .filter(i -> !cluster.node(i).honest())
                .boxed()
                .toList();
        return trace.tla(byzantine, new Leaders(cluster.set()));
    }

    private static void shake(SimCluster cluster, SplittableRandom random) {
        int node = random.nextInt(cluster.size());
        switch (random.nextInt(8)) {
            case 0 -> BftSimTest.crash(cluster, node);
            case 1, 2 -> cluster.restart(node, random.nextBoolean());
            case 3 -> cluster.node(node).roll();
            case 4 -> cluster.cut(node, random.nextInt(cluster.size()), true);
            case 5, 6 -> cluster.heal();
            case 7 -> {
                if (random.nextInt(4) == 0) {
                    BftSimTest.killAll(cluster, random);
                }
            }
            default -> throw new AssertionError();
        }
    }
}
