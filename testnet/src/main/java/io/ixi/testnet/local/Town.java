package io.ixi.testnet.local;

import io.ixi.cli.RpcException;
import io.ixi.vm.kernel.Address;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.function.Consumer;

/**
 * What {@code up --demo} tells of the people it found or settled.
 *
 * @param acts all that make the town
 * @param sent those that this call sent
 * @param failures acts that the chain refused, with their errors
 */
public record Town(List<Person> people, int acts, int sent, List<String> failures) {
    /** Somebody who lives there. */
    public record Person(String name, Address address, String what) {}

    /** Makes what is missing of the town. */
    @FunctionalInterface
    public interface Settlers {
        /**
         * @param door any node of the network
         * @param listener hears what is being done, for people
         */
        Town settle(URI door, Consumer<String> listener) throws IOException, RpcException;
    }
}
