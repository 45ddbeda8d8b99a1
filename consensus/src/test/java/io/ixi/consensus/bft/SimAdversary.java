package io.ixi.consensus.bft;

import io.ixi.consensus.types.Hash;
import io.ixi.consensus.types.Proposal;
import io.ixi.consensus.types.Subject;
import io.ixi.consensus.types.Vote;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/** Bends what an otherwise correct validator says. It signs with its own key only. */
final class SimAdversary {
    enum Habit {
        /** As leader, one block to some and another to the rest. */
        TWO_BLOCKS,
        /** Votes for every proposal of a view that it has heard of. */
        VOTES_FOR_ALL,
        /** Says Nullify and Finalize in every view. */
        NULLIFY_AND_FINALIZE,
        /** Votes of views long gone and far ahead. */
        STALE_AND_FUTURE,
        /** Half of its messages never leave. */
        WITHHOLDS,
        /** Its blocks pass the first check and fail when executed. */
        BAD_BLOCKS,
        /** Points at parents that it must not build on. */
        WRONG_PARENT
    }

    private final SimCluster world;
    private final int address;
    private final Set<Habit> habits = EnumSet.noneOf(Habit.class);
    private final SplittableRandom random;

    SimAdversary(SimCluster world, int address, SplittableRandom random) {
        this.world = world;
        this.address = address;
        this.random = random;
        for (Habit habit : Habit.values()) {
            if (random.nextInt(3) == 0) {
                habits.add(habit);
            }
        }
    }

    boolean buildsValid() {
        return !habits.contains(Habit.BAD_BLOCKS) || random.nextInt(3) > 0;
    }

    void broadcast(SimNode node, Vote vote) {
        List<SimNet.Message> said = new ArrayList<>();
        said.add(new SimNet.Message.Voted(vote, node.blockOf(vote)));
        Subject subject = vote.subject();
        if (subject instanceof Subject.Notarize(Proposal p)) {
            if (node.core().leader(p.view()) == address) {
                lead(p, said);
            }
            follow(p, said);
        }
        if (habits.contains(Habit.NULLIFY_AND_FINALIZE)) {
            say(new Subject.Nullify(subject.epoch(), subject.view()), null, said);
        }
        if (habits.contains(Habit.STALE_AND_FUTURE)) {
            long view = Math.max(1, subject.view() + random.nextLong(-30, 30));
            say(new Subject.Nullify(subject.epoch(), view), null, said);
            say(new Subject.Nullify(subject.epoch(), view + 1_000_000_000), null, said);
            Proposal odd = new Proposal(0, view, random.nextLong(view), new Hash(view, 0, 0, address));
            say(random.nextBoolean() ? new Subject.Finalize(odd) : new Subject.Notarize(odd), null, said);
        }
        boolean split = habits.contains(Habit.TWO_BLOCKS) || habits.contains(Habit.VOTES_FOR_ALL);
        for (int to = 0; to < world.size(); to++) {
            for (SimNet.Message message : said) {
                boolean dropped =
                        (habits.contains(Habit.WITHHOLDS) && random.nextBoolean()) || (split && random.nextInt(3) == 0);
                if (to != address && !dropped) {
                    world.net().send(address, to, message);
                }
            }
        }
    }

    private void lead(Proposal p, List<SimNet.Message> said) {
        if (habits.contains(Habit.TWO_BLOCKS)) {
            var first = world.blocks().get(p.payload());
            var second = world.blocks().build(p.view(), p.parentView(), first.parent(), true);
            say(
                    new Subject.Notarize(new Proposal(p.epoch(), p.view(), p.parentView(), second.payload())),
                    second,
                    said);
        }
        if (habits.contains(Habit.WRONG_PARENT)) {
            long parentView = random.nextLong(p.view());
            var odd = world.blocks().build(p.view(), parentView, SimBlocks.GENESIS, true);
            said.clear();
            say(new Subject.Notarize(new Proposal(p.epoch(), p.view(), parentView, odd.payload())), odd, said);
        }
    }

    private void follow(Proposal p, List<SimNet.Message> said) {
        for (Proposal other : world.proposals(p.view())) {
            if (habits.contains(Habit.VOTES_FOR_ALL)) {
                say(new Subject.Notarize(other), null, said);
                say(new Subject.Finalize(other), null, said);
            }
            if (habits.contains(Habit.NULLIFY_AND_FINALIZE)) {
                say(new Subject.Finalize(other), null, said);
            }
        }
    }

    private void say(Subject subject, SimBlocks.@Nullable Block block, List<SimNet.Message> said) {
        Vote vote = world.sign(subject, address);
        said.add(new SimNet.Message.Voted(vote, block));
    }
}
