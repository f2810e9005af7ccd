"""What is refused to machines."""

from domain.shared.errors import DomainError


class DeviceNotInService(DomainError):
    """The machine is switched off, or was retired."""

    code = "DEVICE_NOT_IN_SERVICE"

    def __init__(self, device: str) -> None:
        super().__init__(f"{device} is not in service.", device=device)


class UnknownDeviceEvent(DomainError):
    """A machine of this kind says no such thing, or none does."""

    code = "UNKNOWN_DEVICE_EVENT"

    def __init__(self, device: str, kind: str) -> None:
        super().__init__(f"A {device} does not say {kind}.", device=device, kind=kind)
