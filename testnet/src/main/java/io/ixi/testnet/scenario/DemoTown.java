package io.ixi.testnet.scenario;

import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import io.ixi.cli.RpcException;
import io.ixi.node.genesis.Modules;
import io.ixi.testnet.load.Funding;
import io.ixi.testnet.local.Town;
import io.ixi.vm.kernel.Address;
import io.ixi.vm.kernel.ObjectId;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * A small town for demonstrations, written through JSON-RPC. Keys follow from names, so it is the same town everywhere.
 * Everybody's acts have an order, and what the chain has counted is done: an interrupted town goes on where it was, and
 * a finished one stays as it is.
 */
public final class DemoTown implements AutoCloseable {
    /** Tells the town's keys from those of scenarios. */
    private static final long RUN = 0x746f776e;

    private final Stage stage;
    private final URI door;
    private final Consumer<String> listener;
    private final Map<Address, Long> planned = new TreeMap<>();
    private final Map<Address, Long> done = new TreeMap<>();
    private final List<String> failures = new ArrayList<>();
    private int acts;
    private int sent;

    /**
     * @param door any node of the network
     * @param listener hears what is being done, for people
     */
    public DemoTown(URI door, Consumer<String> listener) throws IOException, RpcException {
        this.door = door;
        this.listener = listener;
        this.stage = new Stage(List.of(door), Modules.executor().registry(), RUN, null, step -> {});
    }

    /** Makes what is missing of the town. */
    public Town build() throws IOException, RpcException {
        List<Town.Person> people = new ArrayList<>();
        List<Address> poor = new ArrayList<>();
        for (TownPeople who : TownPeople.values()) {
            Actor actor = of(who);
            people.add(new Town.Person(actor.name(), actor.address(), who.what()));
            done.put(actor.address(), stage.sequence(actor));
            if (stage.sequence(actor) == 0 && stage.free(actor.address()).isZero()) {
                poor.add(actor.address());
            }
        }
        if (!poor.isEmpty()) {
            Funding.pay(door, poor);
        }
        new TownLife(this).all();
        return new Town(people, acts, sent, failures);
    }

    Stage stage() {
        return stage;
    }

    Actor of(TownPeople who) {
        return stage.actor(who.label());
    }

    /** The id of what the person's next act creates with its first message. */
    ByteString next(String domain, TownPeople who) {
        Address address = of(who).address();
        long sequence = planned.getOrDefault(address, 0L);
        return ByteString.copyFrom(ObjectId.of(domain, address, sequence, 0).toArray());
    }

    /** The person's next act; does nothing if the chain has it. */
    void act(String what, TownPeople who, Message... messages) throws IOException, RpcException {
        Actor actor = of(who);
        long number = planned.merge(actor.address(), 1L, Long::sum) - 1;
        acts++;
        if (number < done.getOrDefault(actor.address(), 0L)) {
            return;
        }
        listener.accept(actor.name() + ": " + what);
        Outcome outcome = stage.send(actor, messages);
        sent++;
        if (!outcome.ok()) {
            failures.add(actor.name() + ": " + what + ": " + outcome);
        }
    }

    /** The same for an act that makes something; its id. */
    ByteString make(String domain, String what, TownPeople who, Message message) throws IOException, RpcException {
        ByteString id = next(domain, who);
        act(what, who, message);
        return id;
    }

    @Override
    public void close() {
        stage.close();
    }
}
