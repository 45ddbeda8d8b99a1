package io.ixi.vm.economy.staking;

import io.ixi.vm.economy.staking.proto.Member;
import io.ixi.vm.economy.staking.proto.Parameters;
import io.ixi.vm.kernel.Address;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Chooses the set after the next one: the largest stakes, as far as the network would go on with it. Votes need more
 * than two thirds of the power, so no set is chosen in which those who were seen to work have less; who was not in a
 * set yet was not seen. That a newcomer is slow, or never comes, can thus not stop the chain, and newcomers together
 * have less than a third.
 */
final class NextSet {
    /** Most validators that come or go from one epoch to the next. */
    static final int MAX_CHANGES = 50;

    /** Turns that an epoch must give each member before one that proposed nothing counts as not seen. */
    private static final long TURNS = 2;

    private final StakingState state;
    private final Parameters parameters;
    private final SortedSet<Address> seen = new TreeSet<>();

    /**
     * @param members of the epoch that ends, with what they proposed
     * @param blocks of that epoch
     */
    NextSet(StakingState state, List<Member> members, long blocks) {
        this.state = state;
        this.parameters = state.parameters();
        boolean tells = blocks / members.size() >= TURNS;
        for (Member member : members) {
            if (!tells || member.getProposed() > 0) {
                seen.add(Address.of(member.getOperator()));
            }
        }
    }

    /** Members stay in their order and newcomers follow; a set never becomes empty. */
    List<Member> after(List<Member> now) {
        List<Member> next = withoutLeavers(now);
        SortedSet<Address> here = new TreeSet<>();
        next.forEach(member -> here.add(Address.of(member.getOperator())));
        int changes = now.size() - next.size();
        for (Address operator : state.largest(parameters.getMaxValidators())) {
            boolean room = changes < MAX_CHANGES && next.size() < parameters.getMaxValidators();
            if (!here.contains(operator) && room) {
                next.add(EpochTurn.member(state, operator));
                if (goesOn(next)) {
                    changes++;
                } else {
                    next.removeLast();
                }
            }
        }
        return goesOn(next) ? next : same(now);
    }

    /**
     * Those who stay, with their present stake. One whose leaving would stop the chain stays as it is; and one may
     * always leave, but several only with less than a third of the power.
     */
    private List<Member> withoutLeavers(List<Member> now) {
        SortedSet<Address> wanted = new TreeSet<>(state.largest(parameters.getMaxValidators()));
        List<Member> next = new ArrayList<>(now);
        for (int i = 0; i < next.size(); i++) {
            Address operator = Address.of(next.get(i).getOperator());
            if (wanted.contains(operator)) {
                next.set(i, EpochTurn.member(state, operator));
            } else {
                next.set(i, next.get(i).toBuilder().setProposed(0).build());
            }
        }
        long total = power(next);
        long gone = 0;
        int changes = 0;
        for (Member member : List.copyOf(next)) {
            boolean few = changes < MAX_CHANGES && (changes == 0 || gone + member.getPower() < total / 3);
            if (few && !wanted.contains(Address.of(member.getOperator()))) {
                int place = next.indexOf(member);
                next.remove(place);
                if (goesOn(next)) {
                    changes++;
                    gone += member.getPower();
                } else {
                    next.add(place, member);
                }
            }
        }
        return next;
    }

    /** Whether those who were seen to work are a quorum: strictly more than two thirds, as consensus counts. */
    private boolean goesOn(List<Member> set) {
        long working = 0;
        for (Member member : set) {
            working += seen.contains(Address.of(member.getOperator())) ? member.getPower() : 0;
        }
        return working > power(set) * 2 / 3;
    }

    /** At most 200 times 2^48, so that its double fits. */
    private static long power(List<Member> set) {
        long total = 0;
        for (Member member : set) {
            total += member.getPower();
        }
        return total;
    }

    private static List<Member> same(List<Member> now) {
        return now.stream()
                .map(member -> member.toBuilder().setProposed(0).build())
                .toList();
    }
}
