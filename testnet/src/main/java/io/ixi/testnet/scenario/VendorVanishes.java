package io.ixi.testnet.scenario;

import com.google.protobuf.ByteString;
import io.ixi.cli.RpcException;
import io.ixi.vm.connect.market.proto.PokeOrder;
import io.ixi.vm.connect.market.proto.RemoveOrder;
import io.ixi.vm.connect.market.proto.Slot;
import io.ixi.vm.kernel.Amount;
import java.io.IOException;
import java.util.List;

/** S3: a vendor takes bookings and falls silent. A stranger ends the order, and every unit is back. */
final class VendorVanishes implements Scenario {
    private static final long PRICE = 120;

    @Override
    public String name() {
        return "S3";
    }

    @Override
    public List<String> cast() {
        return List.of("alice", "bob", "stranger");
    }

    @Override
    public void found(GenesisEdit genesis) {
        genesis.heartbeat(250);
    }

    @Override
    public void play(Stage stage) throws IOException, RpcException {
        Bazaar bazaar = new Bazaar(stage);
        Actor alice = stage.actor("alice");
        Actor bob = stage.actor("bob");
        Actor stranger = stage.actor("stranger");
        ByteString calendar = bazaar.calendar(bob);
        ByteString listing = bazaar.service(bob, calendar, PRICE);
        Slot slot = bazaar.tomorrow(calendar);
        Amount before = stage.free(alice.address());
        ByteString order = bazaar.next("order", alice);
        Outcome placed = bazaar.ok(
                "alice books bob's hour",
                alice,
                Bazaar.order(listing, PRICE).setSlot(slot).build());
        bazaar.state("ORDER_FUNDED", order);
        stage.step("bookings that fit", 0, bazaar.free(slot));
        PokeOrder poke = PokeOrder.newBuilder().setOrder(order).build();
        stage.step("a stranger ends it too early", "TIMER_NOT_DUE", stage.send(stranger, poke));
        long due = bazaar.order(order).getDueMs();
        stage.until(due);
        Outcome ended = bazaar.ok("bob was silent: a stranger ends it", stranger, poke);
        stage.step(
                "what alice has back",
                Amount.of(PRICE * Stage.IXI),
                Amount.parse(ended.events("market.OrderPaid")
                        .getFirst()
                        .path("to_buyer")
                        .asString()));
        bazaar.state("ORDER_EXPIRED", order);
        stage.step("bookings that fit", 1, bazaar.free(slot));
        stage.step("once more", "BAD_STATE", stage.send(stranger, poke));
        Outcome removed = bazaar.ok(
                "alice removes the order",
                alice,
                RemoveOrder.newBuilder().setOrder(order).build());
        stage.step(
                "what alice has, fees added",
                before,
                stage.free(alice.address()).plus(placed.fee()).plus(removed.fee()));
        stage.step("what is held of alice", Amount.ZERO, bazaar.held(alice));
    }
}
