package io.ixi.testnet.scenario;

import com.google.protobuf.ByteString;
import io.ixi.cli.RpcException;
import io.ixi.vm.connect.market.proto.CancelOrder;
import io.ixi.vm.connect.market.proto.Slot;
import io.ixi.vm.kernel.Amount;
import io.ixi.vm.kernel.tx.Draft;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** S2: fifty people book the same hour at the same time. One has it, and when that one leaves, it is free again. */
final class SlotRace implements Scenario {
    private static final int RUNNERS = 50;
    private static final long PRICE = 120;
    private static final String DOCTOR = "doctor";

    @Override
    public String name() {
        return "S2";
    }

    private static List<String> runners() {
        return IntStream.rangeClosed(1, RUNNERS).mapToObj(i -> "runner-" + i).toList();
    }

    @Override
    public List<String> cast() {
        List<String> cast = new ArrayList<>(runners());
        cast.add(DOCTOR);
        return cast;
    }

    @Override
    public void play(Stage stage) throws IOException, RpcException {
        Bazaar bazaar = new Bazaar(stage);
        Actor doctor = stage.actor(DOCTOR);
        List<Actor> runners = runners().stream().map(stage::actor).toList();
        ByteString calendar = bazaar.calendar(doctor);
        ByteString listing = bazaar.service(doctor, calendar, PRICE);
        Slot slot = bazaar.tomorrow(calendar);
        stage.step("bookings that fit", 1, bazaar.free(slot));

        List<ByteString> orders = new ArrayList<>();
        List<Draft> drafts = new ArrayList<>();
        for (Actor runner : runners) {
            orders.add(bazaar.next("order", runner));
            drafts.add(stage.draft(
                    runner, Bazaar.order(listing, PRICE).setSlot(slot).build()));
        }
        for (int i = 0; i < RUNNERS; i++) {
            stage.post(runners.get(i), drafts.get(i));
        }
        List<Integer> winners = new ArrayList<>();
        int taken = 0;
        Amount losersHold = Amount.ZERO;
        for (int i = 0; i < RUNNERS; i++) {
            Outcome outcome = stage.settled(drafts.get(i).id());
            taken += outcome.name().equals("SLOT_TAKEN") ? 1 : 0;
            if (outcome.ok()) {
                winners.add(i);
            } else {
                losersHold = losersHold.plus(bazaar.held(runners.get(i)));
            }
        }
        stage.step("who has the hour", 1, winners.size());
        stage.step("who is told that it is taken", RUNNERS - 1, taken);
        stage.step("what is held of the others", Amount.ZERO, losersHold);
        Actor winner = runners.get(winners.getFirst());
        ByteString order = orders.get(winners.getFirst());
        stage.step(
                "what the order holds",
                Amount.of(PRICE * Stage.IXI),
                Amount.of(bazaar.order(order).getOrder().getEscrow()));
        stage.step("bookings that fit", 0, bazaar.free(slot));
        bazaar.ok(
                "the winner leaves",
                winner,
                CancelOrder.newBuilder().setOrder(order).build());
        bazaar.state("ORDER_CANCELLED", order);
        stage.step("bookings that fit", 1, bazaar.free(slot));
        Actor second = runners.get(winners.getFirst() == 0 ? 1 : 0);
        bazaar.placed(second, Bazaar.order(listing, PRICE).setSlot(slot));
        stage.step("bookings that fit", 0, bazaar.free(slot));
    }
}
