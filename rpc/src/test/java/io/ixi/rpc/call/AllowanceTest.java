package io.ixi.rpc.call;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class AllowanceTest {
    private final AtomicLong clock = new AtomicLong(-5);

    @Test
    void fillsUpSteadilyToItsBound() {
        Allowance allowance = new Allowance(10, 20, clock::get, null);
        assertThat(allowance.take(20)).isTrue();
        assertThat(allowance.take(1)).isFalse();
        assertThat(allowance.waitMs(1)).isEqualTo(101);
        clock.addAndGet(100_000_000);
        assertThat(allowance.take(1)).isTrue();
        assertThat(allowance.take(1)).isFalse();
        clock.addAndGet(3_600_000_000_000L);
        assertThat(allowance.take(20)).isTrue();
        assertThat(allowance.take(1)).isFalse();
    }

    @Test
    void whatCostsMoreThanCanBeSavedUpNeedsAFullPurse() {
        Allowance allowance = new Allowance(10, 20, clock::get, null);
        assertThat(allowance.take(5_000)).isTrue();
        assertThat(allowance.take(5_000)).isFalse();
        clock.addAndGet(2_000_000_000L);
        assertThat(allowance.take(5_000)).isTrue();
    }

    @Test
    void takesFromTheAddressTooAndLosesNothingWhenThatIsSpent() {
        Allowance address = new Allowance(10, 30, clock::get, null);
        Allowance one = new Allowance(10, 20, clock::get, address);
        Allowance other = new Allowance(10, 20, clock::get, address);
        assertThat(one.take(20)).isTrue();
        assertThat(other.take(11)).isFalse();
        assertThat(other.take(10)).isTrue();
        clock.addAndGet(1_000_000_000L);
        assertThat(address.take(10)).isTrue();
        assertThat(other.take(20)).as("the address has nothing left").isFalse();
    }

    @Test
    void noLimitIsNoLimit() {
        Allowance free = Allowance.unlimited();
        assertThat(free.take(Integer.MAX_VALUE)).isTrue();
        assertThat(free.waitMs(5)).isZero();
    }
}
