package io.ixi.testnet.sim;

import com.google.protobuf.ByteString;
import io.ixi.vm.economy.staking.proto.CreateValidator;
import io.ixi.vm.economy.staking.proto.Delegate;
import io.ixi.vm.economy.staking.proto.Undelegate;
import io.ixi.vm.kernel.Address;
import io.ixi.vm.kernel.Amount;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Operators who join, leave and change their stake, by ordinary transactions, while everything else goes on. Honest
 * stake never falls below what the run began with, for that is what its faults are measured by: only so much leaves as
 * has joined.
 */
final class Changes {
    private enum Kind {
        JOIN,
        LEAVE,
        MORE
    }

    private static final int MAX_PAUSE_MS = 600;

    private final World world;
    private final SplittableRandom random;
    /** Stake that each holder has now, in units of power. */
    private final long[] stake;

    private final boolean[] left;
    private boolean on;

    Changes(World world, SplittableRandom random) {
        this.world = world;
        this.random = random;
        this.stake = new long[world.scenario().holders()];
        this.left = new boolean[world.scenario().holders()];
        for (int i = 0; i < world.scenario().size(); i++) {
            stake[i] = world.scenario().power(i);
        }
    }

    void begin() {
        on = world.scenario().epochBlocks() > 0;
        if (on) {
            next();
        }
    }

    void end() {
        on = false;
    }

    private void next() {
        world.time().after(random.nextInt(20, MAX_PAUSE_MS) * VirtualTime.MS, () -> {
            if (on) {
                Kind[] kinds = Kind.values();
                switch (kinds[random.nextInt(kinds.length)]) {
                    case JOIN -> joinSomebody();
                    case LEAVE -> letSomebodyLeave();
                    case MORE -> more(random.nextInt(world.scenario().size()), 1);
                }
                next();
            }
        });
    }

    private void joinSomebody() {
        for (int holder = world.scenario().size(); holder < stake.length; holder++) {
            if (stake[holder] == 0 && !left[holder]) {
                join(holder);
                return;
            }
        }
    }

    private void letSomebodyLeave() {
        List<Integer> may = new ArrayList<>();
        for (int holder = 0; holder < stake.length; holder++) {
            boolean votes = world.sets().index(world.sets().latest(), holder) >= 0;
            if (votes && !left[holder] && world.node(holder).honest() && stake[holder] <= surplus()) {
                may.add(holder);
            }
        }
        if (!may.isEmpty()) {
            leave(may.get(random.nextInt(may.size())));
        }
    }

    /** What those who joined and vote have staked above what those who left took with them. */
    private long surplus() {
        long surplus = 0;
        for (int holder = 0; holder < stake.length; holder++) {
            boolean votes = world.sets().index(world.sets().latest(), holder) >= 0;
            if (holder >= world.scenario().size() && votes && !left[holder]) {
                surplus += stake[holder];
            } else if (holder < world.scenario().size() && left[holder]) {
                surplus -= stake[holder];
            }
        }
        return surplus;
    }

    /** The holder's operator stakes for it. */
    void join(int holder) {
        Address operator = Clients.operator(holder);
        stake[holder] = world.scenario().power(holder);
        world.note("join", holder, stake[holder]);
        world.clients()
                .stakes(
                        holder,
                        CreateValidator.newBuilder()
                                .setPublicKey(ByteString.copyFrom(
                                        SimKeys.votingKey(holder).unsafeArray()))
                                .setProof(ByteString.copyFrom(SimKeys.proof(holder, world.chainHash(), operator)
                                        .unsafeArray()))
                                .setBond(amount(stake[holder]))
                                .build());
    }

    /** The holder's operator takes all its stake back. */
    void leave(int holder) {
        left[holder] = true;
        world.note("leave", holder, stake[holder]);
        world.clients()
                .stakes(
                        holder,
                        Undelegate.newBuilder()
                                .setValidator(Clients.operator(holder).toByteString())
                                .setAmount(amount(stake[holder]))
                                .build());
    }

    /** The holder's operator stakes more, if it is honest and still there. */
    void more(int holder, long power) {
        if (world.node(holder).honest() && !left[holder]) {
            stake[holder] += power;
            world.note("stake", holder, stake[holder]);
            world.clients()
                    .stakes(
                            holder,
                            Delegate.newBuilder()
                                    .setValidator(Clients.operator(holder).toByteString())
                                    .setAmount(amount(power))
                                    .build());
        }
    }

    private static ByteString amount(long power) {
        return Amount.of(power * Staking.UNIT).toByteString();
    }
}
