package io.ixi.vm.kernel.exec;

import io.ixi.consensus.types.Hash;
import io.ixi.vm.kernel.Amount;
import java.util.List;

/**
 * What one transaction did.
 *
 * @param code 0 success, else the error's number (module id * 1000 + n)
 * @param messageIndex the message that failed, 0 on success
 * @param fee what the payer gave, also on failure
 * @param events empty on failure
 */
public record Receipt(Hash transaction, int code, int messageIndex, long gas, Amount fee, List<Event> events) {
    public Receipt {
        events = List.copyOf(events);
    }

    public boolean succeeded() {
        return code == 0;
    }
}
