package io.ixi.vm.kernel;

/** What one unit of gas costs now, by lane, in base units of the native asset. */
public record Prices(long pay, long trade, long social, long data) {
    /** The fee of a transaction that needs {@code gas}. */
    public Amount fee(Gas gas) {
        return Amount.product(gas.pay(), pay)
                .plus(Amount.product(gas.trade(), trade))
                .plus(Amount.product(gas.social(), social))
                .plus(Amount.product(gas.data(), data));
    }
}
