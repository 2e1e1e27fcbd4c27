import {Component, type ReactNode} from 'react';

type Props = {readonly onCrash: (error: unknown) => void; readonly children: ReactNode};

/** Reports what a component below threw while drawing, and draws nothing from then on. */
export class CrashBoundary extends Component<Props, {readonly hasCrashed: boolean}> {
	static getDerivedStateFromError() {
		return {hasCrashed: true};
	}

	override readonly state = {hasCrashed: false};

	override componentDidCatch(error: unknown) {
		this.props.onCrash(error);
	}

	override render() {
		return this.state.hasCrashed ? null : this.props.children;
	}
}
