package io.ixi.consensus.bft;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * docs/spec, judged by TLC. The default worlds take seconds; {@code -Dixi.spec=large} takes one view more
 * (docs/spec/README.md has counts and times).
 */
class SpecTest {
    private static final boolean LARGE = "large".equals(System.getProperty("ixi.spec"));

    @Test
    void ballotsHoldThroughCrashes() throws Exception {
        holds("ballots", views(Tlc.config("Ballots.cfg"), LARGE ? 2 : 1), List.of());
    }

    @Test
    void noTwoChainsBecomeFinal() throws Exception {
        holds("views", views(Tlc.config("Views.cfg"), LARGE ? 3 : 2), List.of());
    }

    @Test
    @EnabledIfSystemProperty(named = "ixi.spec", matches = "large")
    void anHonestLeaderChangesNothing() throws Exception {
        String turns =
                Tlc.config("Views.cfg").replace("<- Attacked", "<- Turns").replace("SYMMETRY Alike", "");
        holds("turns", views(turns, 2), List.of());
    }

    @Test
    void theWholeSpecificationHoldsOnRandomWalks() throws Exception {
        String walks = "num=" + (LARGE ? 20_000 : 150);
        List<String> options = List.of("-simulate", walks, "-depth", "120", "-seed", "3");
        Tlc.Result result = new Tlc("whole").run("Check", Tlc.config("Whole.cfg"), options);
        assertThat(result.complete()).as(result.tail()).isTrue();
        System.out.println("whole: " + walks + " random walks of 120 steps, no violation");
    }

    @Test
    void twoAttackersOfFourForkTheChain() throws Exception {
        String two = Tlc.config("Ballots.cfg")
                .replace("{h1, h2, h3, b1}", "{h1, h2, b1, b2}")
                .replace("Byzantine = {b1}", "Byzantine = {b1, b2}");
        finds("two", only(two, "Agreement"), "Agreement");
    }

    /** Each takes one guard away; what the guard was for must break. */
    @ParameterizedTest
    @CsvSource({
        "Ballots, MaySend,      SendsBeforeDisk,        NullifyXorFinalize",
        "Ballots, Remembered,   ForgetsAll,             NullifyXorFinalize",
        "Ballots, MayNullify,   NullifiesAfterFinalize, NullifyXorFinalize",
        "Ballots, MayNotarize,  NotarizesTwice,         OneVotePerKind",
        "Ballots, Droppable,    RollsEverything,        NothingForgotten",
        "Views,   GapsNullified, SkipsGaps,             Agreement",
    })
    void everyGuardIsNeeded(String world, String guard, String mutation, String broken) throws Exception {
        mutated(world, guard, mutation, broken);
    }

    /** The last two: a ballot that leaks forks the chain. */
    @ParameterizedTest
    @EnabledIfSystemProperty(named = "ixi.spec", matches = "large")
    @CsvSource({
        "Ballots, MayFinalize,  FinalizesAfterNullify,  NullifyXorFinalize",
        "Ballots, Quorum,       HalfIsEnough,           Agreement",
        "Ballots, MayFinish,    FinalizesUncertified,   FinalIsValid",
        "Views,   MayNullify,   NullifiesAfterFinalize, Agreement",
        "Views,   MayNotarize,  NotarizesTwice,         Agreement",
    })
    void soIsEveryOther(String world, String guard, String mutation, String broken) throws Exception {
        mutated(world, guard, mutation, broken);
    }

    private static void mutated(String world, String guard, String mutation, String broken) throws Exception {
        String config = Tlc.config(world + ".cfg")
                .replace("  Quorum <- QuorumOfFour\n", guard.equals("Quorum") ? "" : "  Quorum <- QuorumOfFour\n")
                .replace("NEXT NextKnowing", guard.equals("Droppable") ? "NEXT NextRolling" : "NEXT NextKnowing")
                .replace("<- Nobody", guard.equals("MayFinish") ? "<- OneBad" : "<- Nobody")
                .replace("SYMMETRY", "  " + guard + " <- " + mutation + "\nSYMMETRY");
        finds(mutation + world, only(config, broken), broken);
    }

    /** With this invariant alone, so that the chain's own agreement is seen to break. */
    private static String only(String config, String invariant) {
        int from = config.indexOf("INVARIANTS");
        return config.substring(0, from) + "INVARIANT " + invariant + "\nCHECK_DEADLOCK FALSE\n";
    }

    private static String views(String config, int views) {
        return config.replaceAll("(Last|Max)View = \\d", "$1View = " + views);
    }

    private static void holds(String name, String config, List<String> options)
            throws IOException, InterruptedException {
        Tlc.Result result = new Tlc(name).run("Check", config, options);
        assertThat(result.complete()).as(result.tail()).isTrue();
        assertThat(result.distinct()).isGreaterThan(1_000);
        print(name, result);
    }

    private static void finds(String name, String config, String invariant) throws IOException, InterruptedException {
        Tlc.Result result = new Tlc(name).run("Check", config, List.of());
        assertThat(result.violated()).as(result.tail()).isEqualTo(invariant);
        print(name, result);
    }

    private static void print(String name, Tlc.Result result) {
        String found = result.violated().isEmpty() ? "no violation" : result.violated() + " violated";
        System.out.println(
                name + ": " + result.generated() + " states generated, " + result.distinct() + " distinct, " + found);
    }
}
