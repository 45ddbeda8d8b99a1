package io.ixi.vm.creators;

import io.ixi.consensus.types.Bytes;
import io.ixi.vm.creators.proto.Channel;
import io.ixi.vm.kernel.Address;
import io.ixi.vm.kernel.Amount;
import io.ixi.vm.kernel.module.BrokenInvariantException;
import io.ixi.vm.kernel.module.Money;
import io.ixi.vm.kernel.state.Overlay;
import java.util.NavigableMap;
import java.util.TreeMap;

/** What channels may still pay is held. */
final class CreatorsInvariants {
    private final Money money;

    CreatorsInvariants(Money money) {
        this.money = money;
    }

    /** For each channel that the block wrote. */
    void check(Overlay block) {
        new CreatorsState(block).touchedChannels((id, channel) -> channel(block, id, channel));
    }

    private void channel(Overlay overlay, Bytes id, Channel channel) {
        Amount cap = Amount.of(channel.getCap());
        Amount claimed = Amount.of(channel.getClaimed());
        require(claimed.compareTo(cap) <= 0, id + ": more is claimed than was set aside");
        Amount held = money.held(
                overlay,
                Address.of(channel.getPayer()),
                channel.getAsset(),
                CreatorsModule.ID,
                PaymentHandlers.ref(id));
        require(held.equals(cap.minus(claimed)), id + ": held and unclaimed differ");
    }

    void audit(Overlay overlay) {
        CreatorsState state = new CreatorsState(overlay);
        long[] channels = new long[1];
        state.scanChannels((id, channel) -> {
            channel(overlay, id, channel);
            channels[0]++;
        });
        require(channels[0] == state.totals().getChannels(), "channels are miscounted");
        NavigableMap<Bytes, Long> subscribers = new TreeMap<>();
        long[] subscriptions = new long[1];
        state.scanSubscriptions((place, subscription) -> {
            subscribers.merge(place.plan(), 1L, Long::sum);
            subscriptions[0]++;
        });
        require(subscriptions[0] == state.totals().getSubscriptions(), "subscriptions are miscounted");
        long[] plans = new long[1];
        state.scanPlans((id, plan) -> {
            plans[0]++;
            Long count = subscribers.remove(id);
            require(plan.getSubscriptions() == (count == null ? 0 : count), id + ": subscribers are miscounted");
        });
        require(subscribers.isEmpty(), "subscriptions to no plan");
        require(plans[0] == state.totals().getPlans(), "plans are miscounted");
    }

    private static void require(boolean holds, String fault) {
        if (!holds) {
            throw new BrokenInvariantException("creators: " + fault);
        }
    }
}
